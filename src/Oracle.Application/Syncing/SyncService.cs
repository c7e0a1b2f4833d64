using Oracle.Actors.Ports;
using Oracle.Api.Syncing;
using Oracle.Documents.Syncing;
using FailedDocument = Oracle.Api.Syncing.FailedDocument;

namespace Oracle.Application.Syncing;

/// <summary>Sweeps now, lists what failed, tries it again.</summary>
public sealed class SyncService(IOutbox outbox, ISweeps sweeps, ISyncing syncing)
{
    /// <summary>The most documents of one page of those that failed.</summary>
    public const int MostFailed = 1_000;

    /// <summary>The most ids that are tried again by one request.</summary>
    public const int MostIds = 10_000;

    /// <summary>Runs the sweeper and waits for its end.</summary>
    /// <exception cref="AlreadyRunningException">One runs.</exception>
    public async Task<SweepAnswer> SweepAsync(CancellationToken cancel)
    {
        var run = await sweeps.RunAsync(cancel);
        return new SweepAnswer(run.Attempted, run.Synced, run.Failed, run.Remaining, run.StartedAt, run.FinishedAt);
    }

    /// <summary>A page of the documents that failed.</summary>
    public async Task<FailedAnswer> FailedAsync(int limit, int offset)
    {
        var page = await outbox.FailedAsync(limit, offset);
        return new FailedAnswer(
            [.. page.Items.Select(item => new FailedDocument(
                item.Id, Words.Of(item.Sync.Failure), item.Sync.Error, item.Sync.Attempts, item.Sync.LastAttempt, item.Sync.NextAttempt,
                item.Sync.QuarantinedAt is not null))],
            page.Total);
    }

    /// <summary>Makes documents that failed due at once.</summary>
    /// <param name="ids">Which; null: all.</param>
    /// <exception cref="RequestFailedException">None of the ids is a document's, or there are too many or none.</exception>
    public async Task<RetryAnswer> RetryAsync(IReadOnlyCollection<string>? ids)
    {
        if (ids is { Count: 0 })
            throw RequestFailedException.BadInput("ids: is empty; give either ids:[text] or all:true");
        if (ids is { Count: > MostIds })
            throw RequestFailedException.BadInput($"ids: has {ids.Count} entries, at most {MostIds} are allowed");
        var retried = await outbox.RetryAsync(ids);
        if (retried.Count > 0 || ids is null)
            syncing.Nudge();
        if (ids is not null && retried.Unknown.Count == ids.Count)
        {
            throw new RequestFailedException(
                FailureKind.NotFound, $"There is no document '{ids.First()}'{(ids.Count > 1 ? ", nor any of the others" : "")}.",
                new Dictionary<string, object?>(StringComparer.Ordinal) { ["unknown"] = retried.Unknown });
        }

        return new RetryAnswer(retried.Count, retried.Unknown.Count > 0 ? retried.Unknown : null);
    }
}
