using Oracle.Documents.Syncing;

namespace Oracle.Simulation.Tests.Mutations;

/// <summary>The real reconciliation without one of its two halves.</summary>
internal sealed class MutatedReconciliation(IReconciliation inner) : IReconciliation
{
    public bool Begins { get; init; } = true;

    public bool Checks { get; init; } = true;

    /// <summary>How many of the newest rows it gives at most.</summary>
    public int Newest { get; init; } = int.MaxValue;

    public Task<int> BeginAsync(IReadOnlyList<DateTimeOffset> checksAt) => inner.BeginAsync(Begins ? checksAt : []);

    public Task EndAsync() => inner.EndAsync();

    public Task DoubtAsync(IReadOnlyCollection<string> ids, IReadOnlyList<DateTimeOffset> checksAt) => inner.DoubtAsync(ids, checksAt);

    public async Task<IReadOnlyList<string>> ChecksDueAsync(DateTimeOffset now, int limit) => Checks ? await inner.ChecksDueAsync(now, limit) : [];

    public Task<IReadOnlyList<RowState>> RowsAsync(IReadOnlyCollection<string> ids) => inner.RowsAsync(ids);

    public Task<IReadOnlyList<RowState>> SyncedAsync(long after, int limit) => inner.SyncedAsync(after, limit);

    public Task<IReadOnlyList<RowState>> NewestSyncedAsync(int limit) => inner.NewestSyncedAsync(Math.Min(limit, Newest));

    public Task<IReadOnlyList<RowState>> UnsyncedAsync(int limit) => inner.UnsyncedAsync(limit);

    public Task<Census> CensusAsync() => inner.CensusAsync();

    public Task<IReadOnlyList<Correction>> CorrectAsync(IReadOnlyList<Correction> corrections, IReadOnlyCollection<string> checkedIds, DateTimeOffset now) =>
        inner.CorrectAsync(corrections, checkedIds, now);
}
