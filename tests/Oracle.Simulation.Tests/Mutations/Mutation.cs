using Dapper;
using Oracle.Documents.Syncing;
using Oracle.Testing.InMemory;

namespace Oracle.Simulation.Tests.Mutations;

/// <summary>Takes one thing away that the guarantees stand on.</summary>
internal static class Mutation
{
    /// <summary>Settles whatever revision the row has by now.</summary>
    public static Seams WithoutCompareAndSet(Seams seams) => seams with
    {
        Outbox = new MutatedOutbox(seams.Outbox) { Settlements = settlements => [.. settlements.Select(settlement => OfTheRowAsItIs(seams.Database, settlement))] },
    };

    /// <summary>Takes an ambiguous outcome for a confirmation.</summary>
    public static Seams WithoutSendingAgain(Seams seams) => seams with
    {
        Vectors = new MutatedVectors(seams.Vectors, (_, outcome) => Task.FromResult(outcome.Kind == SyncOutcomeKind.Ambiguous ? SyncOutcome.Confirmed : outcome)),
    };

    /// <summary>Takes an ambiguous outcome for a confirmation when reading bears it out at this moment.</summary>
    public static Seams WithReadingInPlaceOfSendingAgain(Seams seams) => seams with
    {
        Vectors = new MutatedVectors(seams.Vectors, async (write, outcome) =>
        {
            if (outcome.Kind != SyncOutcomeKind.Ambiguous)
                return outcome;
            var read = await seams.Vectors.ReadAsync(write.Collection, [.. write.Revisions.Keys], default);
            return read.Value is { } records && write.Revisions.All(wanted => records.FirstOrDefault(record => record.Id == wanted.Key)?.Revision == wanted.Value)
                ? SyncOutcome.Confirmed
                : outcome;
        }),
    };

    /// <summary>Sweeps no row that was never tried: in SQL a comparison with null is not true.</summary>
    public static Seams WithoutNullCheck(Seams seams) => seams with
    {
        Outbox = new MutatedOutbox(seams.Outbox)
        {
            Sweepable = keys => seams.Database.Direct(connection => connection.Query<long>(
                "select n from oracle_documents where last_sync_attempt is not null").Intersect(keys).ToList()),
        },
    };

    /// <summary>Deletes the row at once.</summary>
    public static Seams WithoutTombstone(Seams seams) => seams with
    {
        Documents = new MutatedDocuments(seams.Documents, id => seams.Database.Change(connection => connection.ExecuteScalar<long?>(
            "delete from oracle_documents where id = @id and deleted_at is null returning revision", new { id }))),
    };

    /// <summary>Writes down nothing that is to be read back.</summary>
    public static Seams WithoutChecks(Seams seams) => seams with
    {
        Outbox = new MutatedOutbox(seams.Outbox) { Settlements = settlements => [.. settlements.Select(settlement => settlement with { ChecksAt = null })] },
        Reconciliation = new MutatedReconciliation(seams.Reconciliation) { Begins = false },
    };

    /// <summary>Writes it down and never reads it back. The comparison of the newest records would cover all of so few documents.</summary>
    public static Seams WithoutReadingBack(Seams seams) => seams with
    {
        Reconciliation = new MutatedReconciliation(seams.Reconciliation) { Checks = false, Newest = 1 },
    };

    /// <summary>Nothing is taken away, but the comparison sees as few of these documents as 200 are of many thousands.</summary>
    public static Seams WithFewCompared(Seams seams) => seams with
    {
        Reconciliation = new MutatedReconciliation(seams.Reconciliation) { Newest = 1 },
    };

    private static Settlement OfTheRowAsItIs(Database database, Settlement settlement) => database.Direct(connection =>
    {
        var (revision, deleted) = connection.QueryFirstOrDefault<(long, bool)>(
            "select revision, deleted_at is not null from oracle_documents where n = @N", settlement);
        return settlement with { Revision = revision, Deleted = deleted };
    });
}
