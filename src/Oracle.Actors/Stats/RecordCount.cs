using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Stats;

/// <summary>
/// How many records Chroma holds. To count them takes Chroma the longer the more there are, so a count is kept as long as
/// nothing was written after it was begun, and no longer than ten seconds, for somebody else may write too; whether Chroma
/// answers is asked each time. For one caller at a time.
/// </summary>
internal sealed class RecordCount(IVectorStore vectors, TimeProvider clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);

    private Counted? _counted;

    /// <summary>Every write of ours that ended before this was called is in it; what others do may be missing for ten seconds.</summary>
    public async Task<Measured<long>> MeasureAsync(CollectionRecord collection, CancellationToken limit)
    {
        // Before it is counted: what is written meanwhile may be missing in the count.
        var writes = vectors.WritesEnded;
        if (_counted is { } known && known.Collection == collection.Uuid && known.Writes == writes && clock.GetElapsedTime(known.At) < KeptFor)
            return new Measured<long>(await ProbeAsync(limit), known.Records);
        var at = clock.GetTimestamp();
        var measured = await vectors.CountAsync(collection, limit);
        _counted = measured.Outcome.Kind == SyncOutcomeKind.Confirmed ? new Counted(collection.Uuid, writes, at, measured.Value) : null;
        return measured;
    }

    private async Task<SyncOutcome> ProbeAsync(CancellationToken limit)
    {
        try
        {
            return await vectors.ProbeAsync(limit);
        }
        catch (OperationCanceledException)
        {
            return new SyncOutcome(SyncOutcomeKind.Unavailable, $"Chroma at {vectors.Where} did not answer in time.");
        }
    }

    private sealed record Counted(string Collection, long Writes, long At, long Records);
}
