using Microsoft.AspNetCore.Authorization;
using Microsoft.Net.Http.Headers;
using Oracle.Host.Settings;

namespace Oracle.Host.Http.Guarding;

/// <summary>Who may speak to the host, how often, and in what: stands before every endpoint (decision 40).</summary>
internal static class Guard
{
    public static IServiceCollection AddGuard(this IServiceCollection services, HttpSettings settings, OwnersSecretFile owner) => services
        .AddSingleton(settings.Limits).AddSingleton(owner).AddSingleton<LocalFiles>().AddSingleton<BodyMemory>().AddRequestLimits(settings);

    public static void UseGuard(this WebApplication app, HttpSettings settings)
    {
        app.Use((context, next) => SiteAsync(context, next, settings));
        // Before the token is looked at: whoever guesses tokens is slowed down too.
        app.UseRateLimiter();
        app.Use((context, next) => CallerAsync(context, next, settings));
    }

    /// <summary>Ends a request that is not served. Its connection goes too: a crowd that is refused must not stay.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.Headers.Connection = "close";
        return Problems.Of(status, why).ExecuteAsync(context);
    }

    private static Task SiteAsync(HttpContext context, RequestDelegate next, HttpSettings settings)
    {
        if (settings.AllowedOrigins.Count > 0)
            CrossOrigin.VaryByOrigin(context.Response);
        var site = Site.Of(context.Request, settings);
        if (site.Refusal is { } refusal)
            return RefuseAsync(context, StatusCodes.Status403Forbidden, refusal);
        if (site.AllowedOrigin is not { } origin)
            return next(context);
        CrossOrigin.LetRead(context.Response, origin);
        // A browser sends no token along with the question.
        if (!CrossOrigin.IsPreflight(context.Request))
            return next(context);
        CrossOrigin.Answer(context);
        return Task.CompletedTask;
    }

    private static Task CallerAsync(HttpContext context, RequestDelegate next, HttpSettings settings)
    {
        var endpoint = context.GetEndpoint();
        if (settings.Token is { } token && endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is null && !BearerToken.Carries(context.Request, token))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return RefuseAsync(context, StatusCodes.Status401Unauthorized, $"{HeaderNames.Authorization}: a bearer token is needed (ORACLE_TOKEN).");
        }

        return BodyTypes.Refusal(context.Request, endpoint) is { } refusal
            ? RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, refusal)
            : next(context);
    }
}
