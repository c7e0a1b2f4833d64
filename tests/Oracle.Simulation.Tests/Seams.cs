using Oracle.Actors.Syncing;
using Oracle.Documents;
using Oracle.Documents.Sqlite;
using Oracle.Documents.Syncing;
using Oracle.Testing.InMemory;

namespace Oracle.Simulation.Tests;

/// <summary>What the engine and its callers see of the stores. A mutation puts something else in the place of one.</summary>
internal sealed record Seams(IDocumentStore Documents, IOutbox Outbox, IReconciliation Reconciliation, IVectorStore Vectors, Database Database)
{
    public static Seams Of(SqliteStore store, IVectorStore vectors, Database database) =>
        new(store.Documents, store.Outbox, store.Reconciliation, vectors, database);
}
