using System.Net;
using System.Security.Cryptography;
using System.Text;
using Oracle.Host.Settings;

namespace Oracle.Host.Http;

/// <summary>
/// Who may speak to the host. A page of some website, opened in a browser on this machine, must not: its requests carry
/// its own Origin, or, after DNS rebinding, its own name as Host.
/// </summary>
internal static class Guard
{
    public static void UseGuard(this WebApplication app, HttpSettings settings) => app.Use(async (context, next) =>
    {
        if (Refusal(context.Request, settings) is { } refusal)
            await Problems.Of(refusal.Status, refusal.Detail).ExecuteAsync(context);
        else
            await next(context);
    });

    private static (int Status, string Detail)? Refusal(HttpRequest request, HttpSettings settings)
    {
        if (!IsOwnName(request.Host.Host, settings))
            return (StatusCodes.Status403Forbidden, $"Host: '{request.Host.Host}' is not a name of this server.");
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var url) && IsOwnName(url.Host, settings) && url.Port == request.Host.Port))
            return (StatusCodes.Status403Forbidden, $"Origin: '{origin}' is another site.");
        return settings.Token is { } token && !Carries(request, token)
            ? (StatusCodes.Status401Unauthorized, "Authorization: a bearer token is needed (ORACLE_TOKEN).")
            : null;
    }

    private static bool IsOwnName(string host, HttpSettings settings)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return true;
        if (!IPAddress.TryParse(host.Trim('[', ']'), out var address))
            // Bound to a network, the host does not know its own names; the token protects it there.
            return !IPAddress.IsLoopback(settings.Bind);
        return IPAddress.IsLoopback(address) || !IPAddress.IsLoopback(settings.Bind);
    }

    private static bool Carries(HttpRequest request, string token) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes($"Bearer {token}"));
}
