using Oracle.Documents.Reindexing;
using Oracle.Documents.Searching;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Suite;

/// <summary>
/// What any store must do, told through its interfaces alone. A store takes part by one subclass that makes a fresh
/// one for each test. The parts are one file a concern.
/// </summary>
public abstract partial class StoreSuite : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly IReadOnlySet<long> None = new HashSet<long>();

    private StoreUnderTest _store = null!;

    private IDocumentStore Documents => _store.Documents;
    private IOutbox Outbox => _store.Outbox;
    private IReconciliation Reconciliation => _store.Reconciliation;
    private IAuditing Auditing => _store.Auditing;
    private ICollections Collections => _store.Collections;
    private IReindexing Reindexing => _store.Reindexing;
    private IKeywordSearch Search => _store.Search;
    private IStatistics Statistics => _store.Statistics;
    private IRoots Roots => _store.Roots;

    private IFiles Files => _store.Files;

    public async Task InitializeAsync() => _store = await FreshAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    /// <summary>An empty store.</summary>
    protected abstract Task<StoreUnderTest> FreshAsync();

    private Task<AcceptResult> Accept(params DocumentDraft[] drafts) => Documents.AcceptAsync(drafts, Now);

    /// <summary>Accepts documents of these ids, each with a text of its own.</summary>
    private Task<AcceptResult> AcceptIds(params string[] ids) => Accept([.. ids.Select(id => new DocumentDraft(id, $"text of {id}"))]);

    private async Task<Document> Find(string id) =>
        await Documents.FindAsync(id) ?? throw new InvalidOperationException($"{id} is not there.");

    private Task<IReadOnlyList<SyncRow>> Due(DateTimeOffset? at = null) => Outbox.DueAsync(at ?? Now, 1_000, long.MaxValue, None);

    private async Task<IEnumerable<string>> DueIds(DateTimeOffset? at = null) => (await Due(at)).Select(row => row.Id);

    private async Task<SyncRow> Claim(string id) => (await Due()).Single(row => row.Id == id);

    /// <summary>Settles rows as the protocol decides for this outcome, each row by itself.</summary>
    private Task<IReadOnlyList<Settled>> Settle(SyncOutcomeKind kind, params SyncRow[] rows) => Settle(kind, jitter: 0.5, rows);

    private Task<IReadOnlyList<Settled>> Settle(SyncOutcomeKind kind, double jitter, params SyncRow[] rows)
    {
        var outcome = new SyncOutcome(kind, $"because it is {kind}");
        var settlements = rows.SelectMany(row => SyncProtocol.Decide([row], outcome, new SyncPolicy(), Now, () => jitter).Settlements);
        return Outbox.SettleAsync([.. settlements], generation: 1, Now);
    }

    /// <summary>Accepts a document and has it confirmed.</summary>
    private async Task AcceptSynced(params string[] ids)
    {
        await AcceptIds(ids);
        foreach (var id in ids)
            await Settle(SyncOutcomeKind.Confirmed, await Claim(id));
    }

    private async Task AcceptQuarantined(string id)
    {
        await AcceptIds(id);
        await Settle(SyncOutcomeKind.Rejected, await Claim(id));
    }

    /// <summary>What either leg of the keyword search finds, in no order.</summary>
    private async Task<IEnumerable<string>> Found(string query, SearchFilter? filter = null)
    {
        var matches = await Search.SearchAsync(query, filter ?? new SearchFilter(), depth: 100);
        return matches.Ids.Order(StringComparer.Ordinal);
    }
}
