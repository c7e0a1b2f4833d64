using Akka.Actor;
using Akka.TestKit;
using Dapper;
using Oracle.Actors.Hosting;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Documents;
using Oracle.Documents.Sqlite;
using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;
using Oracle.Testing;
using Oracle.Testing.InMemory;

namespace Oracle.Actors.Tests.Worlds;

/// <summary>ChromaSyncActor under its real supervisor, between the real store and a Chroma, both in memory, in virtual time.</summary>
internal sealed class SyncWorld : IAsyncDisposable
{
    private readonly Database _database = new();

    public SyncWorld(string collection = "oracle_knowledge")
    {
        Store = new SqliteStore(_database);
        Outbox = new WatchedOutbox(Store.Outbox, Actors.Traffic);
        Reconciliation = new WatchedReconciliation(Store.Reconciliation, Actors.Traffic);
        Reindexing = Watched<IReindexing>.Of(Store.Reindexing, Actors.Traffic, Interference);
        Chroma = new FakeChroma(Store.Collections, Actors.Traffic, Actors.Clock) { Name = collection };
        Embedder = new FakeEmbedder(Actors.Traffic);
        EmbedderOf = _ => new Embedder(Embedder, Model);
    }

    public ActorWorld Actors { get; } = new();

    public SqliteStore Store { get; }

    public WatchedOutbox Outbox { get; }

    public WatchedReconciliation Reconciliation { get; }

    public IReindexing Reindexing { get; }

    /// <summary>What happens to calls of <see cref="Reindexing"/>.</summary>
    public Interference Interference { get; } = new();

    public FakeChroma Chroma { get; }

    public FakeEmbedder Embedder { get; }

    public SyncPolicy Policy { get; init; } = new();

    public EmbeddingModel Model { get; init; } = FakeEmbedder.Model;

    /// <summary>The embedder of a collection's vectors; <see cref="Embedder"/> of all, unless given.</summary>
    public EmbedderOf EmbedderOf { get; set; }

    /// <summary>Chance; unless given it stands at its middle, so that pauses can be foretold.</summary>
    public Func<double> Jitter { get; init; } = () => 0.5;

    public IActorRef Sync { get; private set; } = ActorRefs.Nobody;

    /// <summary>Starts the actor and waits until it has taken up Chroma and sent what was due.</summary>
    public static async Task<SyncWorld> StartedAsync(SyncPolicy? policy = null)
    {
        var world = new SyncWorld { Policy = policy ?? new SyncPolicy() };
        world.Start();
        await world.UntilAsync(CircuitState.Closed);
        return world;
    }

    public void Start()
    {
        var parts = new ChromaSyncParts(Outbox, Reconciliation, new WatchedCollections(Store.Collections, Actors.Traffic), Reindexing, Chroma, EmbedderOf, Policy, Jitter);
        var clock = Actors.Clock;
        var props = Props.Create(() => new ChromaSyncActor(parts, clock));
        Sync = Actors.System.ActorOf(Supervision.OnFailure(Actors.System.Settings.Config, props, "sync"), "chroma");
    }

    /// <summary>Ends the actor as a crash does, or in order, and waits until it is gone.</summary>
    public async Task StopAsync(bool inOrder)
    {
        var host = Actors.Kit.CreateTestProbe();
        if (inOrder)
        {
            Sync.Tell(ChromaSync.Drain.Instance, host.Ref);
            await host.ExpectMsgAsync<ChromaSync.Drained>();
        }

        await host.WatchAsync(Sync);
        Actors.System.Stop(Sync);
        await host.ExpectTerminatedAsync(Sync);
    }

    /// <summary>What is to be read back from Chroma, and when.</summary>
    public Task<IReadOnlyList<Check>> ChecksAsync() => _database.ReadAsync(connection =>
        (IReadOnlyList<Check>)connection.Query<Check>("select id, check_at as at from sync_checks order by check_at, id").AsList());

    public void Hint() => Sync.Tell(ChromaSync.SyncRequested.Instance);

    /// <summary>Starts it with so many synced documents, and nothing else to be done.</summary>
    public async Task FillAsync(int documents)
    {
        Start();
        await UntilAsync(CircuitState.Closed);
        await AcceptAsync(documents);
        Hint();
        await UntilBothStoresAgreeAsync();
        // The looks that follow every start are over.
        await AdvanceAsync(10 + (documents / 200));
    }

    public Task<AcceptResult> AcceptAsync(params string[] ids) => AcceptAsync(ids.Select(id => new DocumentDraft(id, $"The text of {id}.")));

    public Task<AcceptResult> AcceptAsync(int count, string prefix = "doc") =>
        AcceptAsync([.. Enumerable.Range(0, count).Select(i => $"{prefix}-{i:D5}")]);

    public Task<AcceptResult> AcceptAsync(IEnumerable<DocumentDraft> drafts) => Store.Documents.AcceptAsync([.. drafts], Actors.Now);

    public Task<long?> DeleteAsync(string id) => Store.Documents.DeleteAsync(id, Actors.Now);

    /// <summary>Hands rows over as the sweeper does, and gives the probe that gets the answer.</summary>
    public TestProbe TryRows(params IReadOnlyList<long> keys)
    {
        var sweeper = Actors.Kit.CreateTestProbe();
        Sync.Tell(new ChromaSync.TryRows(keys), sweeper.Ref);
        return sweeper;
    }

    /// <summary>All rows, tombstones included.</summary>
    public Task<IReadOnlyList<Row>> RowsAsync() => _database.ReadAsync(connection => (IReadOnlyList<Row>)connection.Query<Row>(
        """
        select n, id, revision, content_hash, synced_revision, sync_status as status, sync_attempts as attempts, sync_error as error,
               sync_failure as failure, last_sync_attempt as last_attempt, next_sync_attempt as next_attempt,
               quarantined_at is not null as quarantined, deleted_at is not null as deleted
        from oracle_documents order by n
        """).AsList());

    public async Task<Row> RowAsync(string id) => (await RowsAsync()).Single(row => row.Id == id);

    public Task<int> ExecuteAsync(string sql, object? values = null) => _database.WriteAsync(connection => connection.Execute(sql, values));

    public Task<ChromaSync.Status> StatusAsync() => Sync.Ask<ChromaSync.Status>(ChromaSync.GetStatus.Instance, TimeSpan.FromSeconds(5));

    public Task<ChromaSync.Status> UntilAsync(CircuitState state) =>
        Eventually.Get(StatusAsync, status => status.Circuit.State == state, what: $"the circuit is {state}");

    /// <summary>Waits, while time stands still, until all rows are as they should be.</summary>
    public Task<IReadOnlyList<Row>> UntilAllAsync(Func<Row, bool> accepted, string what) =>
        Eventually.Get(RowsAsync, rows => rows.All(accepted), what: what);

    public Task<Row> UntilAsync(string id, Func<Row, bool> accepted, string what) =>
        Eventually.Get(() => RowAsync(id), accepted, what: $"{id}: {what}");

    /// <summary>Waits, while time stands still, until everything is synced and gone, and Chroma holds just the live documents.</summary>
    public async Task UntilBothStoresAgreeAsync()
    {
        await UntilAllAsync(row => row is { Status: "synced", Deleted: false }, "all rows are synced");
        await BothStoresAgreeAsync();
    }

    /// <summary>The same, moving time.</summary>
    public async Task<TimeSpan> AdvanceUntilBothStoresAgreeAsync(TimeSpan within)
    {
        var took = await Actors.AdvanceUntilAsync(
            async () => (await RowsAsync()).All(row => row is { Status: "synced", Deleted: false }), within, "all rows are synced", SeenAsync);
        await BothStoresAgreeAsync();
        return took;
    }

    public Task AdvanceAsync(double seconds) => Actors.AdvanceAsync(TimeSpan.FromSeconds(seconds));

    public async ValueTask DisposeAsync()
    {
        Actors.Dispose();
        await _database.DisposeAsync();
    }

    private async Task<string> SeenAsync()
    {
        var circuit = await Sync.Ask<object>(ChromaSync.GetStatus.Instance, TimeSpan.FromSeconds(1)).ContinueWith(
            asked => asked.IsCompletedSuccessfully ? asked.Result : "(the actor does not answer)", TaskScheduler.Default);
        var rows = (await RowsAsync()).Where(row => row is not { Status: "synced", Deleted: false }).ToList();
        return $"{circuit}\n{rows.Count} are not, beginning with\n{string.Join('\n', rows.Take(3))}";
    }

    private async Task BothStoresAgreeAsync()
    {
        var rows = await RowsAsync();
        Assert.Equal(
            rows.Select(row => (row.Id, row.Revision, row.ContentHash)).Order(),
            Chroma.Records.Select(record => (record.Key, record.Value.Revision, record.Value.ContentHash)).Order());
        Assert.All(rows, row => Assert.Equal(row.Revision, row.SyncedRevision));
        Assert.True(Chroma.MostAtOnce <= 1, $"{Chroma.MostAtOnce} writes were on their way at once.");
    }
}

/// <summary>One reading back that is still to come.</summary>
internal sealed record Check
{
    public string Id { get; init; } = "";

    public long At { get; init; }
}

/// <summary>The sync columns of a row as they stand in the table.</summary>
internal sealed record Row
{
    public long N { get; init; }

    public string Id { get; init; } = "";

    public long Revision { get; init; }

    public string ContentHash { get; init; } = "";

    public long? SyncedRevision { get; init; }

    public string Status { get; init; } = "";

    public long Attempts { get; init; }

    public string? Error { get; init; }

    public string? Failure { get; init; }

    public long? LastAttempt { get; init; }

    public long? NextAttempt { get; init; }

    public bool Quarantined { get; init; }

    public bool Deleted { get; init; }
}
