using Oracle.Documents.Reindexing;
using Oracle.Documents.Searching;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Suite;

/// <summary>An empty store of one test, by its seams alone. Disposing it removes whatever it stood on.</summary>
public sealed record StoreUnderTest(
    IDocumentStore Documents,
    IOutbox Outbox,
    IReconciliation Reconciliation,
    IAuditing Auditing,
    ICollections Collections,
    IReindexing Reindexing,
    IKeywordSearch Search,
    IStatistics Statistics,
    IRoots Roots,
    IFiles Files,
    Func<ValueTask> Remove) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Remove();
}
