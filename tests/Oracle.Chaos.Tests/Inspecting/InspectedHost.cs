using Oracle.Chaos.Tests.Embedders;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Inspecting;

/// <summary>A host with a Chroma and an embedding server of its own, for all tests of a class.</summary>
public sealed class InspectedHost : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();

    internal ChromaServer Chroma { get; private set; } = null!;

    internal EmbeddingServer Embedder { get; private set; } = null!;

    internal OracleInProcess Host { get; private set; } = null!;

    internal string DataDir => _folder["data"];

    public async Task InitializeAsync()
    {
        (Chroma, Embedder) = (await ChromaServer.StartAsync(ChromaBuild.Compat), await EmbeddingServer.StartAsync());
        Host = await OracleInProcess.ServeAsync(DataDir, Chroma.Url, Embedder.Settings("ollama"));
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Embedder.DisposeAsync();
        await Chroma.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();
}
