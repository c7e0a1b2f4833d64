using Oracle.Testing;

namespace Oracle.Chaos.Tests.Kills;

/// <summary>One server of each build for the tests of a class, which do not kill it.</summary>
public sealed class ChromaOfClass : IAsyncDisposable
{
    private readonly Dictionary<ChromaBuild, Task<ChromaServer>> _servers = [];

    /// <summary>Started when first asked for: only a test can be skipped for want of a build.</summary>
    public Task<ChromaServer> OfAsync(ChromaBuild build) =>
        _servers.TryGetValue(build, out var server) ? server : _servers[build] = ChromaServer.StartAsync(build);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values.Where(server => server.IsCompletedSuccessfully))
            await (await server).DisposeAsync();
    }
}
