using Oracle.Documents.Syncing;

namespace Oracle.Simulation.Tests.Mutations;

/// <summary>The real outbox with one thing changed.</summary>
internal sealed class MutatedOutbox(IOutbox inner) : IOutbox
{
    public Func<IReadOnlyList<Settlement>, IReadOnlyList<Settlement>> Settlements { get; init; } = settlements => settlements;

    public Func<IReadOnlyList<long>, IReadOnlyList<long>> Sweepable { get; init; } = keys => keys;

    public Task<IReadOnlyList<SyncRow>> DueAsync(DateTimeOffset now, int limit, long bytes, IReadOnlySet<long> except, DueRows which = DueRows.All) =>
        inner.DueAsync(now, limit, bytes, except, which);

    public Task<IReadOnlyList<SyncRow>> RowsAsync(IReadOnlyCollection<long> keys, long bytes) => inner.RowsAsync(keys, bytes);

    public Task<int> UnsyncedAsync(IReadOnlyCollection<long> keys) => inner.UnsyncedAsync(keys);

    public Task<IReadOnlyList<Settled>> SettleAsync(IReadOnlyList<Settlement> settlements, int generation, DateTimeOffset now) =>
        inner.SettleAsync(Settlements(settlements), generation, now);

    public Task<int> MarkFailedAsync(SyncFailure failure, string reason, int limit, DateTimeOffset now) =>
        inner.MarkFailedAsync(failure, reason, limit, now);

    public Task<int> MakeDueAsync(int limit) => inner.MakeDueAsync(limit);

    public async Task<IReadOnlyList<long>> SweepableAsync(DateTimeOffset before, int limit) => Sweepable(await inner.SweepableAsync(before, limit));

    public Task<OutboxDepth> DepthAsync(DateTimeOffset now) => inner.DepthAsync(now);

    public Task<Backlog> BacklogAsync(DateTimeOffset before) => inner.BacklogAsync(before);

    public Task<FailedPage> FailedAsync(int limit, int offset) => inner.FailedAsync(limit, offset);

    public Task<Retried> RetryAsync(IReadOnlyCollection<string>? ids) => inner.RetryAsync(ids);

    public Task<IReadOnlyList<NotConfirmed>> NotConfirmedAsync(IReadOnlyDictionary<string, long> revisions) => inner.NotConfirmedAsync(revisions);
}
