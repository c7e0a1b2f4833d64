using Oracle.Chroma;
using Oracle.Testing;
using Xunit.Sdk;

namespace Oracle.Chaos.Tests.Agreement;

/// <summary>A copy of both stores, with the tools to break either by hand.</summary>
internal sealed record BreakableStores(
    string DataDir, string LedgerPath, Uri Url, string Collection, ChromaClient Chroma, Guid Id, ChromaLimits Limits) : IDisposable
{
    public void Dispose() => Chroma.Dispose();

    public async Task<Agreed> CheckAsync()
    {
        using var ledger = new Ledger(LedgerPath);
        return await StoresAgree.WithinAsync(DataDir, Url, Collection, ledger, TimeSpan.FromSeconds(1));
    }

    /// <summary>What the check says of the broken stores.</summary>
    public async Task<string> ComplaintAsync() => (await Assert.ThrowsAsync<XunitException>(CheckAsync)).Message;

    public async Task<ChromaRecord> RecordAsync(string id)
    {
        var wanted = new ChromaGet { Ids = [id], Include = ChromaInclude.Documents | ChromaInclude.Metadata | ChromaInclude.Embeddings };
        var found = (await Chroma.GetAsync(Id, wanted)).Value[0];
        return new ChromaRecord(found.Id, found.Embedding, found.Document, found.Metadata);
    }

    public async Task WriteAsync(params ChromaRecord[] records) => Assert.True((await Chroma.UpsertAsync(Id, records, Limits)).Succeeded);

    public void Sql(string sql) => BothStores.Execute(DataDir, sql);
}
