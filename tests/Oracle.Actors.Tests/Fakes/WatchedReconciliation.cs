using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Fakes;

/// <summary>The real reconciliation, watched like <see cref="WatchedOutbox"/>.</summary>
internal sealed class WatchedReconciliation(IReconciliation inner, Traffic traffic) : IReconciliation
{
    /// <summary>An exception for a call, by its method's name; null: it goes through.</summary>
    public Func<string, Exception?> Fault { get; set; } = _ => null;

    public Task<int> BeginAsync(IReadOnlyList<DateTimeOffset> checksAt) => Through(nameof(BeginAsync), () => inner.BeginAsync(checksAt));

    public Task EndAsync() => Through(nameof(EndAsync), async () =>
    {
        await inner.EndAsync();
        return true;
    });

    public Task DoubtAsync(IReadOnlyCollection<string> ids, IReadOnlyList<DateTimeOffset> checksAt) => Through(nameof(DoubtAsync), async () =>
    {
        await inner.DoubtAsync(ids, checksAt);
        return true;
    });

    public Task<IReadOnlyList<string>> ChecksDueAsync(DateTimeOffset now, int limit) =>
        Through(nameof(ChecksDueAsync), () => inner.ChecksDueAsync(now, limit));

    public Task<IReadOnlyList<RowState>> RowsAsync(IReadOnlyCollection<string> ids) => Through(nameof(RowsAsync), () => inner.RowsAsync(ids));

    public Task<IReadOnlyList<RowState>> SyncedAsync(long after, int limit) => Through(nameof(SyncedAsync), () => inner.SyncedAsync(after, limit));

    public Task<IReadOnlyList<RowState>> NewestSyncedAsync(int limit) => Through(nameof(NewestSyncedAsync), () => inner.NewestSyncedAsync(limit));

    public Task<IReadOnlyList<RowState>> UnsyncedAsync(int limit) => Through(nameof(UnsyncedAsync), () => inner.UnsyncedAsync(limit));

    public Task<Census> CensusAsync() => Through(nameof(CensusAsync), inner.CensusAsync);

    public Task<IReadOnlyList<Correction>> CorrectAsync(
        IReadOnlyList<Correction> corrections, IReadOnlyCollection<string> checkedIds, DateTimeOffset now) =>
        Through(nameof(CorrectAsync), () => inner.CorrectAsync(corrections, checkedIds, now));

    private Task<T> Through<T>(string method, Func<Task<T>> call) =>
        traffic.During(async () => Fault(method) is { } fault ? throw fault : await call());
}
