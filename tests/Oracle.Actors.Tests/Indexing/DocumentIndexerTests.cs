using Akka.Actor;
using Akka.TestKit;
using Oracle.Actors.Indexing;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Indexing;

public sealed class DocumentIndexerTests
{
    private static readonly DocumentDraft Draft = new("a", "A text.");

    [Fact]
    public async Task Nobody_is_answered_and_nothing_is_hinted_before_the_commit()
    {
        using var world = new World();
        world.Commit.Close();
        var asker = world.Tell(new Indexer.IndexDocuments([Draft]));
        await Eventually.True(() => world.Commit.Held == 1);
        await asker.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
        await world.Engine.ExpectNoMsgAsync(TimeSpan.Zero);

        world.Commit.Open();
        Assert.Same(world.Result, await asker.ExpectMsgAsync<AcceptResult>());
        await world.Engine.ExpectMsgAsync<ChromaSync.SyncRequested>();
    }

    [Fact]
    public async Task It_never_waits_for_Chroma()
    {
        // The engine is a probe that never answers.
        using var world = new World();
        for (var i = 0; i < 3; i++)
            await world.Tell(new Indexer.IndexDocuments([Draft])).ExpectMsgAsync<AcceptResult>();
        await world.Tell(new Indexer.DeleteDocuments(["a"])).ExpectMsgAsync<Indexer.Deleted>();
    }

    [Fact]
    public async Task A_request_does_not_wait_for_the_commit_of_the_one_before()
    {
        using var world = new World();
        world.Commit.Close();
        world.Tell(new Indexer.IndexDocuments([Draft]));
        world.Tell(new Indexer.ReplaceFile("a.md", [Draft]));
        world.Tell(new Indexer.DeleteDocuments(["a"]));
        await Eventually.True(() => world.Commit.Held == 3);
        world.Commit.Open();
    }

    [Fact]
    public async Task Each_asker_gets_the_answer_to_its_own_request()
    {
        using var world = new World();
        world.Commit.Close();
        var first = world.Tell(new Indexer.IndexDocuments([Draft]));
        var second = world.Tell(new Indexer.DeleteDocuments(["a"]));
        world.Commit.Open();
        await first.ExpectMsgAsync<AcceptResult>();
        await second.ExpectMsgAsync<Indexer.Deleted>();
    }

    [Fact]
    public async Task A_refused_write_is_answered_with_the_reason_and_hints_nothing()
    {
        using var world = new World { Fault = new StoreUnavailableException("The disk is full; nothing was stored.") };
        foreach (var request in (object[])[new Indexer.IndexDocuments([Draft]), new Indexer.ReplaceFile("a.md", [Draft]), new Indexer.DeleteDocuments(["a"])])
            Assert.Equal("The disk is full; nothing was stored.", (await world.Tell(request).ExpectMsgAsync<Indexer.Refused>()).Reason);
        await world.Engine.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task What_changes_nothing_hints_nothing()
    {
        using var world = new World { Result = new AcceptResult([], ["a"], [], new Dictionary<string, long>(StringComparer.Ordinal) { ["a"] = 1 }, []) };
        await world.Tell(new Indexer.IndexDocuments([Draft])).ExpectMsgAsync<AcceptResult>();
        await world.Tell(new Indexer.DeleteDocuments(["nobody"])).ExpectMsgAsync<Indexer.Deleted>();
        await world.Engine.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task A_file_that_only_lost_documents_hints_too()
    {
        using var world = new World { Result = new AcceptResult([], [], [], new Dictionary<string, long>(StringComparer.Ordinal), ["gone"]) };
        await world.Tell(new Indexer.ReplaceFile("a.md", [])).ExpectMsgAsync<AcceptResult>();
        await world.Engine.ExpectMsgAsync<ChromaSync.SyncRequested>();
    }

    [Fact]
    public async Task Deletions_are_answered_with_the_revisions_of_those_that_were_there()
    {
        using var world = new World();
        var deleted = await world.Tell(new Indexer.DeleteDocuments(["a", "nobody", "b", "a"])).ExpectMsgAsync<Indexer.Deleted>();
        Assert.Equal(["a", "b"], deleted.Revisions.Keys.Order());
    }

    [Fact]
    public async Task Deletions_of_a_client_and_of_a_file_are_published()
    {
        using var world = new World { Result = new AcceptResult(["a"], [], [], new Dictionary<string, long>(StringComparer.Ordinal) { ["a"] = 1 }, ["gone"]) };
        var published = world.Actors.Hear<Indexer.DocumentsDeleted>();
        world.Tell(new Indexer.DeleteDocuments(["nobody"]));
        world.Tell(new Indexer.DeleteDocuments(["b", "nobody"]));
        Assert.Equal(["b"], (await published.ExpectMsgAsync<Indexer.DocumentsDeleted>()).Ids);
        world.Tell(new Indexer.ReplaceFile("a.md", [Draft]));
        Assert.Equal(["gone"], (await published.ExpectMsgAsync<Indexer.DocumentsDeleted>()).Ids);
    }

    private sealed class World : IDisposable, IDocumentStore
    {
        private readonly IActorRef _indexer;

        public World()
        {
            Engine = Actors.Kit.CreateTestProbe();
            Commit = new Gate(Actors.Traffic);
            _indexer = Actors.System.ActorOf(Props.Create(() => new DocumentIndexer(this, Engine.Ref, Actors.Clock)));
        }

        public ActorWorld Actors { get; } = new();

        public TestProbe Engine { get; }

        public Gate Commit { get; }

        public Exception? Fault { get; init; }

        public AcceptResult Result { get; init; } =
            new(["a"], [], [], new Dictionary<string, long>(StringComparer.Ordinal) { ["a"] = 1 }, []);

        public TestProbe Tell(object request)
        {
            var asker = Actors.Kit.CreateTestProbe();
            _indexer.Tell(request, asker.Ref);
            return asker;
        }

        public Task<AcceptResult> AcceptAsync(IReadOnlyList<DocumentDraft> drafts, DateTimeOffset now) => WriteAsync(Result);

        public Task<AcceptResult> ReplaceFileAsync(string sourceFile, IReadOnlyList<DocumentDraft> drafts, DateTimeOffset now, FileRecord? file = null) => WriteAsync(Result);

        public Task<AcceptResult> MoveFileAsync(string from, IReadOnlyList<DocumentDraft> drafts, DateTimeOffset now, FileRecord file) => WriteAsync(Result);

        public Task<long?> DeleteAsync(string id, DateTimeOffset now) => WriteAsync<long?>(id == "nobody" ? null : 7);

        public Task<Document?> FindAsync(string id) => throw new NotSupportedException("The indexer does not read.");

        public Task<IReadOnlyList<string>> UntitledFilesAsync(string root) => throw new NotSupportedException("The indexer does not read.");

        public void Dispose() => Actors.Dispose();

        private Task<T> WriteAsync<T>(T result) => Actors.Traffic.During(async () =>
        {
            await Commit.PassAsync();
            return Fault is { } fault ? throw fault : result;
        });
    }
}
