using Oracle.Documents.Sqlite;
using Oracle.Documents.Tests.Suite;

namespace Oracle.Documents.Tests.Sqlite;

/// <summary>The suite of any store, against SQLite in a file.</summary>
public sealed class SqliteStoreTests : StoreSuite
{
    protected override Task<StoreUnderTest> FreshAsync()
    {
        var folder = new TempFolder();
        var database = SqliteDatabase.Open(folder.Path);
        var store = new SqliteStore(database);
        return Task.FromResult(new StoreUnderTest(
            store.Documents, store.Outbox, store.Reconciliation, store.Auditing, store.Collections, store.Reindexing, store.Search, store.Statistics, store.Roots, store.Files,
            async () =>
            {
                await database.DisposeAsync();
                folder.Dispose();
            }));
    }
}
