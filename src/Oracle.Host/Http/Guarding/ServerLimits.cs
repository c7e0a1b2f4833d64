using Microsoft.AspNetCore.Server.Kestrel.Core;
using Oracle.Host.Settings;

namespace Oracle.Host.Http.Guarding;

/// <summary>What the web server itself takes of a client that is slow, silent, or never ends.</summary>
internal static class ServerLimits
{
    // Longer than usual clients keep a connection of theirs, so that they end it and not the server in the middle of their next request.
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Headers = TimeSpan.FromSeconds(10);
    private static readonly MinDataRate Slowest = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    public static void Set(KestrelServerLimits server, HttpLimits limits)
    {
        // A query that is too long by far is to be told so, which takes reading it; a character can take nine bytes here.
        server.MaxRequestLineSize = 256 << 10;
        server.MaxRequestHeadersTotalSize = 32 << 10;
        server.MaxRequestHeaderCount = 100;
        server.RequestHeadersTimeout = Headers;
        server.KeepAliveTimeout = Silent;
        server.MinRequestBodyDataRate = Slowest;
        server.MinResponseDataRate = Slowest;
        server.MaxRequestBodySize = limits.BodyBytes;
        // Each connection is a file to the system, and the stores need some too.
        server.MaxConcurrentConnections = Math.Min(limits.Connections, OpenFiles.Most() / 2);
        server.MaxConcurrentUpgradedConnections = 0;
    }
}
