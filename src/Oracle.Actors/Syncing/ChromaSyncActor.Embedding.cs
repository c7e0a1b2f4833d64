using Akka.Event;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

// What becomes of documents while the embedder gives no vectors. Deletions need none and go on.
internal sealed partial class ChromaSyncActor
{
    private static readonly TimeSpan EmbedderRetryFirst = TimeSpan.FromMilliseconds(500);

    private string? _embedderTrouble;
    private int _embedderFailures;

    // The next claim takes documents too, to see whether the embedder is back.
    private bool _embedderTrial;

    private void OnEmbedderTrouble(string trouble, IReadOnlyList<SyncRow> unreached)
    {
        if (_embedderTrouble is null)
            _log.Warning("Documents get no vectors: {Reason} They are safe in SQLite and found by keywords; they are sent when the embedder answers.", trouble);
        _embedderTrouble = trouble;
        _embedderFailures++;
        _inFlight.UnionWith(unreached.Select(row => row.N));
        Settle(unreached, new SyncOutcome(SyncOutcomeKind.EmbedderDown, trouble));
        RetryEmbedderLater();
    }

    private void OnEmbedderAnswered()
    {
        if (_embedderTrouble is null)
            return;
        _embedderTrouble = null;
        _embedderFailures = 0;
        Timers.Cancel(nameof(EmbedderRetryDue));
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

    private void RetryEmbedderLater()
    {
        var pause = EmbedderRetryFirst * Math.Pow(2, Math.Min(_embedderFailures, 10));
        Timers.StartSingleTimer(
            nameof(EmbedderRetryDue), EmbedderRetryDue.Instance, pause < _parts.Policy.BackoffMax ? pause : _parts.Policy.BackoffMax);
    }

    private sealed record EmbedderRetryDue
    {
        public static readonly EmbedderRetryDue Instance = new();
    }
}
