using Oracle.Chaos.Tests.Hosts;
using Oracle.Chroma;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Agreement;

/// <summary>Two stores that a host brought to agree before it stopped; each test breaks a copy of its own.</summary>
public sealed class AgreedStores : IAsyncDisposable, IDisposable
{
    private const int Documents = 60;
    private readonly TempFolder _folder = new();
    private Task<ChromaServer>? _started;
    private int _copies;

    public async ValueTask DisposeAsync()
    {
        if (_started is { IsCompletedSuccessfully: true })
            await (await _started).DisposeAsync();
        Dispose();
    }

    public void Dispose() => _folder.Dispose();

    internal async Task<BreakableStores> CopyAsync()
    {
        // Not before the first test: only a test can be skipped for want of a server.
        var chroma = await (_started ??= StartAsync());
        var name = $"copy-{Interlocked.Increment(ref _copies)}";
        var folder = _folder[name];
        Directory.CreateDirectory(folder);
        File.Copy(_folder["data", "oracle.db"], Path.Combine(folder, "oracle.db"));
        File.Copy(_folder["ledger"], _folder[name + ".ledger"]);

        var client = new ChromaClient(new ChromaOptions { Url = chroma.Url });
        var limits = (await client.PreFlightAsync()).Value;
        var from = (await client.GetCollectionAsync("oracle_knowledge")).Value;
        var records = (await client.GetAsync(from.Id, new ChromaGet { Include = ChromaInclude.Documents | ChromaInclude.Metadata | ChromaInclude.Embeddings })).Value;
        var to = (await client.GetOrCreateCollectionAsync(new CollectionSpec(name))).Value;
        Assert.True((await client.UpsertAsync(to.Id, [.. records.Select(r => new ChromaRecord(r.Id, r.Embedding, r.Document, r.Metadata))], limits)).Succeeded);
        return new BreakableStores(folder, _folder[name + ".ledger"], chroma.Url, name, client, to.Id, limits);
    }

    private async Task<ChromaServer> StartAsync()
    {
        var chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
        await using var host = await OracleInProcess.ServeAsync(_folder["data"], chroma.Url);
        using var ledger = new Ledger(_folder["ledger"]);
        var client = new LedgerClient(ledger, host.Http);
        Assert.True(await client.PostAsync(Enumerable.Range(1, Documents).ToDictionary(i => $"d-{i}", i => Texts.Of($"d-{i}"))));
        Assert.True(await client.PostAsync("d-1", Texts.Of("d-1", 1)));
        Assert.True(await client.DeleteAsync("d-2"));
        await StoresAgree.WithinAsync(_folder["data"], chroma.Url, ledger: ledger);
        Assert.Equal(0, await host.StopAsync());
        return chroma;
    }
}
