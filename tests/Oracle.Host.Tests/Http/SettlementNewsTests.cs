using Akka.Actor;
using Oracle.Actors.Indexing;
using Oracle.Actors.Syncing;
using Oracle.Application.Storing;
using Oracle.Documents.Syncing;
using Oracle.Testing;

namespace Oracle.Host.Tests.Http;

/// <summary>Who is told of what becomes of documents.</summary>
public sealed class SettlementNewsTests : IAsyncLifetime
{
    private readonly ActorSystem system = ActorSystem.Create("news");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await system.Terminate();

    [Fact]
    public async Task Whoever_reads_is_told_of_a_settlement_of_its_own_documents_and_of_no_others()
    {
        var news = SettlementNews.Of(system);
        using var own = news.Read(Documents("a", "b"));
        using var other = news.Read(Documents("c"));

        Settle("b", SyncStatus.Synced);
        await Eventually.True(own.Forget);

        Assert.False(other.Forget());
        Assert.False(own.Forget());
    }

    [Fact]
    public async Task A_failure_and_a_deletion_are_told_and_a_try_that_is_repeated_is_not()
    {
        var news = SettlementNews.Of(system);
        using var tried = news.Read(Documents("tried"));
        using var failed = news.Read(Documents("failed"));
        using var deleted = news.Read(Documents("deleted"));

        Settle("tried", SyncStatus.Pending);
        Settle("failed", SyncStatus.Failed);
        system.EventStream.Publish(new Indexer.DocumentsDeleted(["deleted"]));

        await Eventually.True(failed.Forget);
        await Eventually.True(deleted.Forget);
        Assert.False(tried.Forget());
    }

    [Fact]
    public async Task Of_a_settlement_of_many_each_of_hundreds_is_told_of_its_own()
    {
        var news = SettlementNews.Of(system);
        var readers = Enumerable.Range(0, 500).Select(i => news.Read(Documents($"d-{i}"))).ToList();

        system.EventStream.Publish(new ChromaSync.DocumentsSettled([.. Enumerable.Range(0, 250).Select(i => Settled($"d-{i}", SyncStatus.Synced))]));
        await Eventually.True(readers[249].Forget);

        Assert.Equal(249, readers.Count(reader => reader.Forget()));
        readers.ForEach(reader => reader.Dispose());
        Assert.Equal(0, news.Readers);
    }

    private static Dictionary<string, long> Documents(params string[] ids) => ids.ToDictionary(id => id, _ => 1L, StringComparer.Ordinal);

    private static Settled Settled(string id, SyncStatus status) => new(1, id, 1, status, Written: true);

    private void Settle(string id, SyncStatus status) => system.EventStream.Publish(new ChromaSync.DocumentsSettled([Settled(id, status)]));
}
