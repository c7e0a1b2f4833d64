namespace Oracle.Host.Http;

/// <summary><c>/api/v1/…</c> is <c>/api/…</c>: so newer clients of Oracle V2 ask.</summary>
internal static class Aliases
{
    private const string Versioned = "/api/v1";

    public static void UseAliases(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments(Versioned, StringComparison.OrdinalIgnoreCase, out var rest) && rest.HasValue)
                context.Request.Path = "/api" + rest;
            return next(context);
        });
        // By the path as it is now.
        app.UseRouting();
    }
}
