using Oracle.Documents.Searching;
using Oracle.Documents.Sqlite;
using Oracle.Documents.Syncing;
using Oracle.Testing.InMemory;

namespace Oracle.Simulation.Tests;

/// <summary>The guarantees, looked at after every step.</summary>
internal sealed class Promises(Database database, SqliteStore store, FaultyChroma chroma, Model model, SimulatedTime time)
{
    private static readonly TimeSpan LongestPause = new SyncPolicy().BackoffMax;
    private static readonly TimeSpan FarAhead = TimeSpan.FromHours(1);

    private (int, int) _checked = (-1, -1);
    private Dictionary<string, Row> _rows = new(StringComparer.Ordinal);

    /// <summary>What holds at every moment: G2 to G5.</summary>
    public async Task CheckAsync()
    {
        // Nothing of it turns false by time alone.
        if (_checked == (_checked = (database.Version, chroma.Version)))
            return;
        var before = _rows;
        var (now, answering) = database.Direct(Row.All);
        _rows = now;
        foreach (var row in now.Values)
        {
            ConfirmedBeforeSynced(row, before.GetValueOrDefault(row.Id), answering);
            NotStuck(row);
        }

        foreach (var gone in before.Keys.Where(id => !now.ContainsKey(id)))
            Broken.If(!chroma.Memory.Bears(answering, gone, revision: null, hash: null), $"G4: the row of {gone} is gone, but Chroma did not confirm its deletion");
        AsAcknowledged();
        await NothingStaleIsFoundAsync(answering);
    }

    /// <summary>What holds once faults have stopped: G6, and G10 for the counts.</summary>
    public async Task<string?> DisagreementAsync()
    {
        var (all, answering) = database.Direct(Row.All);
        var rows = all.Values;
        var records = chroma.Records(answering) ?? new Dictionary<string, RecordState>();
        if (rows.FirstOrDefault(row => row.IsDeleted) is { } tombstone)
            return $"G6: the tombstone of {tombstone.Id} stays";
        if (rows.FirstOrDefault(row => !row.IsSynced && !row.IsQuarantined) is { } waiting)
            return $"G6: {waiting} is not synced";
        foreach (var row in rows.Where(row => row.IsSynced))
        {
            if (records.GetValueOrDefault(row.Id) is not { } record)
                return $"G6: {row.Id} is not in Chroma";
            if ((record.Revision, record.ContentHash) != (row.Revision, row.Hash))
                return $"G6: Chroma holds revision {record.Revision} of {row.Id}, SQLite {row.Revision}";
        }

        if (records.Keys.FirstOrDefault(id => rows.All(row => row.Id != id)) is { } orphan)
            return $"G6: {orphan} is in Chroma alone";
        var counts = await store.Statistics.ReadAsync();
        var counted = (Count("pending"), Count("synced"), Count("failed"), rows.Count(row => row.IsQuarantined), 0L);
        return (counts.Pending, counts.Synced, counts.Failed, counts.Quarantined, counts.Deleting) == counted ? null
            : $"G10: {counts} is not what is there: {counted}";

        long Count(string status) => rows.Count(row => row.Status == status);
    }

    private void ConfirmedBeforeSynced(Row row, Row? before, string answering)
    {
        if (row.IsSynced && !(before is { IsSynced: true } && before.Revision == row.Revision))
        {
            Broken.If(!chroma.Memory.Bears(answering, row.Id, row.Revision, row.Hash),
                $"G2: {row.Id} became synced at revision {row.Revision}, which Chroma did not confirm");
        }
    }

    private void NotStuck(Row row)
    {
        if (row.IsSynced)
            return;
        if (row.IsQuarantined)
        {
            Broken.If(row.Failure is null || string.IsNullOrEmpty(row.Error), $"G3: {row} is quarantined and nobody knows why");
            Broken.If(row.IsDeleted, $"G3: {row} is a tombstone that nobody sees, and is set aside");
            return;
        }

        // A row that was never tried is the sweeper's.
        var isDue = row.LastAttempt is null || row.NextAttempt is null || row.NextAttempt <= time.Now + LongestPause || row.NextAttempt > time.Now + FarAhead;
        Broken.If(!isDue, $"G3: {row} is neither due within {LongestPause.TotalSeconds} s nor quarantined");
    }

    private void AsAcknowledged()
    {
        foreach (var (id, expected) in model.Documents)
        {
            var row = _rows.GetValueOrDefault(id);
            if (expected.Deleted)
                Broken.If(row is { IsDeleted: false }, $"G4: {id} was deleted and is back");
            else
                Broken.If(row is null || row.IsDeleted || (row.Revision, row.Hash) != (expected.Revision, expected.Hash), $"G1: {id} was acknowledged as {expected} and is {row}");
        }

        Broken.If(_rows.Values.Any(row => !row.IsDeleted && !model.IsKnown(row.Id)), "a document nobody wrote");
    }

    // As HybridSearch masks the hits of Chroma: here all records are hits.
    private async Task NothingStaleIsFoundAsync(string answering)
    {
        if (chroma.Records(answering) is not { Count: > 0 } records)
            return;
        var revisions = await store.Search.LookUpAsync(found => found.Revisions([.. records.Keys], new SearchFilter()));
        foreach (var (id, record) in records)
        {
            if (!revisions.TryGetValue(id, out var revision) || revision != record.Revision)
                continue;
            var expected = model.Documents.GetValueOrDefault(id);
            Broken.If(expected is not { Deleted: false }, $"G4: a search finds {id}, which was deleted");
            Broken.If((revision, record.ContentHash) != (expected!.Revision, expected.Hash), $"G5: a search finds {id} by a vector of {record}, which is {expected}");
        }
    }
}
