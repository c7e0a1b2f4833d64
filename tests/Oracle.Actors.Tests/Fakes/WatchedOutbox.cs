using System.Collections.Concurrent;
using Oracle.Documents;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Fakes;

/// <summary>The real outbox, watched: it can be made to fail, and to hold a call back.</summary>
internal sealed class WatchedOutbox(IOutbox inner, Traffic traffic) : IOutbox
{
    private readonly ConcurrentQueue<string> _calls = [];

    /// <summary>An exception for a call, by its method's name; null: it goes through.</summary>
    public Func<string, Exception?> Fault { get; set; } = _ => null;

    /// <summary>What <see cref="MakeDueAsync"/> says in place of the store, one after the other.</summary>
    public Queue<int> MadeDue { get; } = [];

    /// <summary>Holds back calls of <see cref="RowsAsync"/>.</summary>
    public Gate Rows { get; } = new(traffic);

    /// <summary>Holds back what <see cref="DueAsync"/> has read already.</summary>
    public Gate Due { get; } = new(traffic);

    /// <summary>The methods called, in order.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    /// <summary>A store that is out of order for one method.</summary>
    public static Func<string, Exception?> Unavailable(string method) =>
        called => called == method ? new StoreUnavailableException("The disk is full; nothing was stored.") : null;

    public Task<IReadOnlyList<SyncRow>> DueAsync(DateTimeOffset now, int limit, long bytes, IReadOnlySet<long> except, DueRows which = DueRows.All) =>
        Through(nameof(DueAsync), async () =>
        {
            var due = await inner.DueAsync(now, limit, bytes, except, which);
            await Due.PassAsync();
            return due;
        });

    public Task<IReadOnlyList<SyncRow>> RowsAsync(IReadOnlyCollection<long> keys, long bytes) => Through(nameof(RowsAsync), async () =>
    {
        await Rows.PassAsync();
        return await inner.RowsAsync(keys, bytes);
    });

    public Task<int> UnsyncedAsync(IReadOnlyCollection<long> keys) =>
        Through(nameof(UnsyncedAsync), () => inner.UnsyncedAsync(keys));

    public Task<IReadOnlyList<Settled>> SettleAsync(IReadOnlyList<Settlement> settlements, int generation, DateTimeOffset now) =>
        Through(nameof(SettleAsync), () => inner.SettleAsync(settlements, generation, now));

    public Task<int> MarkFailedAsync(SyncFailure failure, string reason, int limit, DateTimeOffset now) =>
        Through(nameof(MarkFailedAsync), () => inner.MarkFailedAsync(failure, reason, limit, now));

    public Task<int> MakeDueAsync(int limit) => Through(
        nameof(MakeDueAsync), () => MadeDue.TryDequeue(out var count) ? Task.FromResult(count) : inner.MakeDueAsync(limit));

    public Task<IReadOnlyList<long>> SweepableAsync(DateTimeOffset before, int limit) =>
        Through(nameof(SweepableAsync), () => inner.SweepableAsync(before, limit));

    public Task<OutboxDepth> DepthAsync(DateTimeOffset now) => Through(nameof(DepthAsync), () => inner.DepthAsync(now));

    public Task<Backlog> BacklogAsync(DateTimeOffset before) => Through(nameof(BacklogAsync), () => inner.BacklogAsync(before));

    public Task<FailedPage> FailedAsync(int limit, int offset) => Through(nameof(FailedAsync), () => inner.FailedAsync(limit, offset));

    public Task<Retried> RetryAsync(IReadOnlyCollection<string>? ids) => Through(nameof(RetryAsync), () => inner.RetryAsync(ids));

    public Task<IReadOnlyList<NotConfirmed>> NotConfirmedAsync(IReadOnlyDictionary<string, long> revisions) =>
        Through(nameof(NotConfirmedAsync), () => inner.NotConfirmedAsync(revisions));

    private Task<T> Through<T>(string method, Func<Task<T>> call) => traffic.During(async () =>
    {
        _calls.Enqueue(method);
        return Fault(method) is { } fault ? throw fault : await call();
    });
}
