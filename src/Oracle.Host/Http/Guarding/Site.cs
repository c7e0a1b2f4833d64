using System.Net;
using Oracle.Host.Settings;

namespace Oracle.Host.Http.Guarding;

/// <summary>
/// On whose behalf a request comes. A page of some website, opened in a browser on this machine, must neither read nor cause
/// anything: its requests carry its own Origin or say that they cross sites, or, after DNS rebinding, have its own name as Host.
/// </summary>
/// <param name="Refusal">Why it is not served; null: it is.</param>
/// <param name="AllowedOrigin">The other site that the settings allow, whose page may read the answer.</param>
internal readonly record struct Site(string? Refusal, string? AllowedOrigin)
{
    /// <summary>Decides by what the browser, if it is one, says of itself.</summary>
    public static Site Of(HttpRequest request, HttpSettings settings)
    {
        if (!IsOwnName(request.Host.Host, settings))
            return Refused($"Host: '{request.Host.Host}' is not a name of this server.");
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            // No Origin goes with an image, a script, a frame or a link; what they are browsers say themselves.
            return request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
                ? Refused("Sec-Fetch-Site: a page of another site asks.")
                : default;
        }

        return IsSame(origin, request.Host) ? default
            : settings.AllowedOrigins.Contains(origin) ? new Site(null, origin)
            : Refused($"Origin: '{origin}' is another site. Oracle:Http:AllowedOrigins (ORACLE_ALLOWED_ORIGINS) names those that may.");
    }

    private static Site Refused(string why) => new(why, null);

    // By either scheme: the host may stand behind a server that speaks TLS.
    private static bool IsSame(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        && url.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase)
        && (host.Port is { } port ? url.Port == port : url.IsDefaultPort);

    private static bool IsOwnName(string host, HttpSettings settings)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return true;
        if (!IPAddress.TryParse(host.Trim('[', ']'), out var address))
            // Bound to a network, the host does not know its own names; the token protects it there.
            return settings.IsOnNetwork;
        return IPAddress.IsLoopback(address) || settings.IsOnNetwork;
    }
}
