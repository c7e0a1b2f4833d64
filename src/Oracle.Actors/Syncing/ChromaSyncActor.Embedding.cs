using Akka.Event;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// What becomes of documents while the embedder gives no vectors. Deletions need none and go on.
internal sealed partial class ChromaSyncActor
{
    private static readonly TimeSpan EmbedderRetryFirst = TimeSpan.FromMilliseconds(500);

    // Two clocks never agree to the last millisecond.
    private static readonly TimeSpan JustAfter = TimeSpan.FromMilliseconds(20);

    private string? _embedderTrouble;
    private int _embedderFailures;

    // The next claim takes documents too, to see whether the embedder is back.
    private bool _embedderTrial;

    // There is no collection yet, and only the embedder can say how long the vectors of the first one are.
    private bool _isModelUnknown;

    private void OnEmbedderTrouble(string trouble, IReadOnlyList<SyncRow> unreached, TimeSpan? retryAfter = null)
    {
        if (_embedderTrouble is null)
            _log.Warning("Documents get no vectors: {Reason} They are safe in SQLite and found by keywords; they are sent when the embedder answers.", trouble);
        _embedderTrouble = trouble;
        // A pause that was asked for is waited out once, and is no reason to wait longer the next time.
        if (retryAfter is null)
            _embedderFailures++;
        _inFlight.UnionWith(unreached.Select(row => row.N));
        if (unreached.Count > 0)
            Settle(unreached, new SyncOutcome(SyncOutcomeKind.EmbedderDown, trouble));
        RetryEmbedderLater(retryAfter);
    }

    private void OnModelUnknown(SyncOutcome outcome)
    {
        _isModelUnknown = true;
        OnEmbedderTrouble(outcome.Reason, unreached: [], outcome.RetryAfter);
        MarkDue(SyncFailure.Embedding, outcome.Reason);
        if (_run is { IsClaimed: false } run)
            FailRun(run, outcome);
    }

    // Somebody who searches found out. The next claim looks, if only by a plain sentence.
    private void OnEmbedderSuspected()
    {
        if (_embedderTrouble is not null)
            return;
        _embedderTrial = true;
        Wake();
    }

    private void OnEmbedderAnswered()
    {
        if (_embedderTrouble is null)
            return;
        _embedderTrouble = null;
        _embedderFailures = 0;
        Timers.Cancel(SyncState.EmbedderTimer);
        _log.Info("The embedder gives vectors again; whatever is due is on its way.");
        Wake();
    }

    private void OnEmbedderRetryDue()
    {
        if (_embedderTrouble is null)
            return;
        _embedderTrial = true;
        RetryEmbedderLater();
        Wake();
    }

    private void RetryEmbedderLater(TimeSpan? retryAfter = null)
    {
        var pause = EmbedderRetryFirst * Math.Pow(2, Math.Min(_embedderFailures, 10));
        Timers.StartSingleTimer(
            SyncState.EmbedderTimer, EmbedderRetryDue.Instance, retryAfter + JustAfter ?? (pause < _parts.Policy.BackoffMax ? pause : _parts.Policy.BackoffMax));
    }

    private sealed record EmbedderRetryDue
    {
        public static readonly EmbedderRetryDue Instance = new();
    }
}
