namespace Oracle.Testing;

/// <summary>A fixture: one server per build, started at the first use and shared; tests use collections of their own.</summary>
public sealed class ChromaServers : IAsyncLifetime
{
    private readonly Lazy<Task<ChromaServer>> _compat = new(() => ChromaServer.StartAsync(ChromaBuild.Compat));
    private readonly Lazy<Task<ChromaServer>> _current = new(() => ChromaServer.StartAsync(ChromaBuild.Current));

    /// <exception cref="SkipException">Says why the build is not to be had on this machine.</exception>
    public Task<ChromaServer> Get(ChromaBuild build) => (build == ChromaBuild.Compat ? _compat : _current).Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var server in (Lazy<Task<ChromaServer>>[])[_compat, _current])
        {
            if (server.IsValueCreated && server.Value.IsCompletedSuccessfully)
                await (await server.Value).DisposeAsync();
        }
    }
}
