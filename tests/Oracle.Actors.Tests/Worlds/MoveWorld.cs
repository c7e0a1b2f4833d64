using Akka.Actor;
using Oracle.Actors.Hosting;
using Oracle.Actors.Reindexing;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Documents.Reindexing;
using Oracle.Embeddings;

namespace Oracle.Actors.Tests.Worlds;

/// <summary>Reindexer under its real supervisor beside the real ChromaSyncActor; two models, whose vectors tell which of them made them.</summary>
internal sealed class MoveWorld : IAsyncDisposable
{
    /// <summary>The model that a move is to.</summary>
    public static readonly EmbeddingModel Other = new("fake", "fake-2", FakeEmbedder.Dimension, IsLexical: true);

    private MoveWorld(string collection)
    {
        Name = collection;
        Sync = new SyncWorld(collection);
        OtherEmbedder = new FakeEmbedder(Actors.Traffic) { Vector = text => [2, text.Length, 3, 4] };
        Sync.EmbedderOf = record => record.Model == Other.Model ? new Embedder(OtherEmbedder, Other) : new Embedder(Sync.Embedder, FakeEmbedder.Model);
    }

    public string Name { get; }

    public SyncWorld Sync { get; }

    public ActorWorld Actors => Sync.Actors;

    public FakeChroma Chroma => Sync.Chroma;

    /// <summary>Gives the vectors of <see cref="Other"/>.</summary>
    public FakeEmbedder OtherEmbedder { get; }

    /// <summary>The collection that answered first.</summary>
    public FakeCollection First => Chroma.In(Name);

    /// <summary>The one that the first move fills.</summary>
    public FakeCollection Second => Chroma.In($"{Name}_g2");

    public IActorRef Ref { get; private set; } = ActorRefs.Nobody;

    /// <summary>With so many synced documents, and nothing else to be done.</summary>
    public static async Task<MoveWorld> FilledAsync(int documents, string collection = "oracle_knowledge")
    {
        var world = new MoveWorld(collection);
        await world.Sync.FillAsync(documents);
        await world.StartAsync();
        return world;
    }

    public async Task StartAsync()
    {
        var parts = new ReindexerParts(
            Sync.Reindexing, new WatchedCollections(Sync.Store.Collections, Actors.Traffic), Chroma, Sync.EmbedderOf, Name,
            (model, _) => Task.FromResult(model == Other.Model ? Other : FakeEmbedder.Model), (FakeEmbedder.Model.Provider, FakeEmbedder.Model.Model), (_, _) => Task.FromResult(0L), Sync.Policy, TimeSpan.FromDays(7));
        var (sync, clock) = (Sync.Sync, Actors.Clock);
        Ref = Actors.System.ActorOf(Supervision.OnFailure(Actors.System.Settings.Config, Props.Create(() => new Reindexer(parts, sync, clock)), "reindexer"));
        await StatusAsync();
    }

    public Task<Reindex.Status> StatusAsync() => Ref.Ask<Reindex.Status>(Reindex.GetStatus.Instance, TimeSpan.FromSeconds(5));

    public Task<object> AskAsync(object wanted) => Ref.Ask<object>(wanted, TimeSpan.FromSeconds(5));

    /// <summary>Begins a move to <see cref="Other"/>.</summary>
    public async Task BeginAsync() => Assert.IsType<Reindex.Accepted>(await AskAsync(new Reindex.Start(Other.Model)));

    /// <summary>Begins one and moves time until all was compared; it goes on when the gate opens.</summary>
    public async Task<Gate> ComparedAsync()
    {
        var comparing = Hold(nameof(IReindexing.StrangersAsync));
        await BeginAsync();
        await UntilAsync(() => comparing.Held == 1, "all was compared");
        return comparing;
    }

    /// <summary>Moves time until the re-index under way is over, and says how it ended.</summary>
    public async Task<ReindexRun> EndAsync(double seconds = 60)
    {
        await Actors.AdvanceUntilAsync(
            async () => (await StatusAsync()).Run is { IsActive: false }, TimeSpan.FromSeconds(seconds), "the re-index is over",
            async () => $"{(await StatusAsync()).Run}\n{await Sync.StatusAsync()}");
        return (await StatusAsync()).Run!;
    }

    /// <summary>The same, where it must have reached what it was for.</summary>
    public async Task DoneAsync(double seconds = 60)
    {
        var run = await EndAsync(seconds);
        Assert.True(run.State == ReindexState.Done, run.ToString());
    }

    /// <summary>Moves time until it holds.</summary>
    public Task UntilAsync(Func<bool> condition, string what, double seconds = 30) =>
        Actors.AdvanceUntilAsync(() => Task.FromResult(condition()), TimeSpan.FromSeconds(seconds), what);

    /// <summary>Moves time until every document is synced and the collection holds just the live ones, as they are, with vectors of its own model.</summary>
    public async Task HoldsAllAsync(FakeCollection collection, EmbeddingModel model)
    {
        await Actors.AdvanceUntilAsync(
            async () => (await Sync.RowsAsync()).All(row => row is { Status: "synced", Deleted: false }), TimeSpan.FromSeconds(60), "all rows are synced");
        var rows = await Sync.RowsAsync();
        Assert.Equal(
            rows.Select(row => (row.Id, row.Revision, row.ContentHash)).Order(),
            collection.Records.Select(record => (record.Key, record.Value.Revision, record.Value.ContentHash)).Order());
        AssertVectors(collection, model);
        Assert.True(Chroma.MostAtOnce <= 1, $"{Chroma.MostAtOnce} writes were on their way at once.");
    }

    /// <summary>No record of the collection was written with the vector of another model.</summary>
    public static void AssertVectors(FakeCollection collection, EmbeddingModel model)
    {
        var mark = model == Other ? 2 : 1;
        Assert.All(collection.Vectors, vector => Assert.True(vector.Value[0] == mark, $"{vector.Key} was written to {collection.Name} with another model's vector."));
    }

    /// <summary>The first collection answered all along: no document failed, and the circuit stayed closed.</summary>
    public async Task AssertUntroubledAsync()
    {
        Assert.All(await Sync.RowsAsync(), row => Assert.Equal("synced", row.Status));
        Assert.Equal(CircuitState.Closed, (await Sync.StatusAsync()).Circuit.State);
    }

    /// <summary>Holds every call of this method of the store of re-indexes, before it is done.</summary>
    public Gate Hold(string method)
    {
        var gate = new Gate(Actors.Traffic);
        gate.Close();
        Sync.Interference.Before = called => called == method ? gate.PassAsync() : Task.CompletedTask;
        return gate;
    }

    /// <summary>What was written to a collection since so many writes ago.</summary>
    public IReadOnlyList<Write> SentTo(FakeCollection collection, int since = 0) =>
        [.. Chroma.Sent.Skip(since).Where(write => write.Collection == collection.Name)];

    public ValueTask DisposeAsync() => Sync.DisposeAsync();
}
