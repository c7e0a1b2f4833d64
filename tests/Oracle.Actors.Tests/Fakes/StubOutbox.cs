using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Fakes;

/// <summary>The part of an outbox that the sweeper reads, with keys and counts as a test wants them.</summary>
internal sealed class StubOutbox(Traffic traffic) : IOutbox
{
    public IReadOnlyList<long> Sweepable { get; set; } = [];

    public Backlog Backlog { get; set; } = new(0, 0);

    public Exception? Fault { get; set; }

    public (DateTimeOffset Before, int Limit)? Asked { get; private set; }

    public Task<IReadOnlyList<long>> SweepableAsync(DateTimeOffset before, int limit) => traffic.During(() =>
    {
        Asked = (before, limit);
        return Fault is null ? Task.FromResult(Sweepable) : Task.FromException<IReadOnlyList<long>>(Fault);
    });

    public Task<OutboxDepth> DepthAsync(DateTimeOffset now) => Task.FromResult(new OutboxDepth(0, 0));

    public Task<Backlog> BacklogAsync(DateTimeOffset before) =>
        traffic.During(() => Fault is null ? Task.FromResult(Backlog) : Task.FromException<Backlog>(Fault));

    public Task<IReadOnlyList<SyncRow>> DueAsync(DateTimeOffset now, int limit, long bytes, IReadOnlySet<long> except, DueRows which = DueRows.All) => throw NotTheSweepers();

    public Task<IReadOnlyList<SyncRow>> RowsAsync(IReadOnlyCollection<long> keys, long bytes) => throw NotTheSweepers();

    public Task<int> UnsyncedAsync(IReadOnlyCollection<long> keys) => throw NotTheSweepers();

    public Task<IReadOnlyList<Settled>> SettleAsync(IReadOnlyList<Settlement> settlements, int generation, DateTimeOffset now) => throw NotTheSweepers();

    public Task<int> MarkFailedAsync(SyncFailure failure, string reason, int limit, DateTimeOffset now) => throw NotTheSweepers();

    public Task<int> MakeDueAsync(int limit) => throw NotTheSweepers();

    public Task<FailedPage> FailedAsync(int limit, int offset) => throw NotTheSweepers();

    public Task<Retried> RetryAsync(IReadOnlyCollection<string>? ids) => throw NotTheSweepers();

    public Task<IReadOnlyList<NotConfirmed>> NotConfirmedAsync(IReadOnlyDictionary<string, long> revisions) => throw NotTheSweepers();

    private static NotSupportedException NotTheSweepers() => new("The sweeper only looks; the engine writes.");
}
