using Oracle.Actors.Syncing;
using Oracle.Chroma;
using Oracle.Documents.Syncing;
using Oracle.Host.Settings;
using Oracle.ManagedChroma;

namespace Oracle.Host.Startup;

/// <summary>The way to Chroma: an outside server, or one under the host's care.</summary>
internal sealed class ChromaParts : IAsyncDisposable
{
    private static readonly TimeSpan ManagedStart = TimeSpan.FromSeconds(60);

    private readonly ChromaClient _client;
    private readonly ManagedChromaHandler? _handler;

    private ChromaParts(ChromaClient client, ManagedChromaHandler? handler, ManagedChromaServer? managed, AnsweringCollection collection, ChromaVectorStore vectors)
    {
        (_client, _handler, Managed, Collection, Vectors) = (client, handler, managed, collection, vectors);
    }

    /// <summary>The server under the host's care, if there is one.</summary>
    public ManagedChromaServer? Managed { get; }

    public AnsweringCollection Collection { get; }

    public ChromaVectorStore Vectors { get; }

    public static ChromaParts Create(OracleSettings settings, ICollections collections, EmbeddingParts embedding, ILoggerFactory logs)
    {
        var chroma = settings.Chroma;
        var managed = chroma.Url is null
            ? new ManagedChromaServer(new ChromaFolder(settings.DataDir), ChromaCommand.Find, TimeProvider.System, logs.CreateLogger<ManagedChromaServer>())
            : null;
        var handler = managed is null ? null : new ManagedChromaHandler(managed) { InnerHandler = new SocketsHttpHandler { UseProxy = false } };
        // The managed server's port is known only when it runs; its handler leads there.
        var url = chroma.Url ?? new Uri("http://127.0.0.1/");
        var client = new ChromaClient(
            new ChromaOptions
            {
                Url = url, Tenant = chroma.Tenant, Database = chroma.Database, ApiKey = chroma.ApiKey, RequestTimeout = chroma.RequestTimeout,
            }, handler);
        var collection = new AnsweringCollection(client, collections, chroma.Collection, cancel => embedding.ModelAsync(null, cancel));
        var vectors = new ChromaVectorStore(client, () => managed?.Address ?? url, collection, chroma.StoreDocuments);
        return new ChromaParts(client, handler, managed, collection, vectors);
    }

    /// <summary>Starts the managed server and gives it a moment to answer. Without it the host starts all the same.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        if (Managed is null)
            return;
        await Managed.StartAsync(cancel);
        await Task.WhenAny(Managed.WhenReady, WaitForTroubleAsync(Managed, cancel), Task.Delay(ManagedStart, cancel));
        cancel.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync()
    {
        if (Managed is not null)
        {
            await Managed.StopAsync(CancellationToken.None);
            Managed.Dispose();
        }

        _client.Dispose();
        _handler?.Dispose();
    }

    // A server that cannot be started at all need not be waited for.
    private static async Task WaitForTroubleAsync(ManagedChromaServer managed, CancellationToken cancel)
    {
        while (managed.Status.Trouble is null)
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancel);
    }
}
