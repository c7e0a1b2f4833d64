using System.Text;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Chroma;
using Oracle.Documents.Sqlite;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Syncing;

/// <summary>What becomes of a collection that was replaced.</summary>
public sealed class AnsweringCollectionTests
{
    private static readonly Uri Url = new("http://chroma.test:8000");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_was_made_and_whose_UUID_was_never_remembered_is_dropped_if_it_is_ours(bool isOurs)
    {
        using var folder = new TempFolder();
        await using var database = SqliteDatabase.Open(folder.Path);
        var store = new SqliteStore(database);
        await store.Collections.SetAnsweringAsync(FakeChroma.Collection(Guid.NewGuid().ToString()));
        // Begun, made in Chroma, and given up for another model before its UUID was written down.
        await store.Reindexing.BeginMoveAsync(FakeChroma.Collection("") with { Model = "fake-2" }, DateTimeOffset.UnixEpoch);
        await store.Reindexing.FailAsync("It was killed.", DateTimeOffset.UnixEpoch);
        await store.Reindexing.BeginMoveAsync(FakeChroma.Collection("") with { Model = "fake-3" }, DateTimeOffset.UnixEpoch);
        var retired = Assert.Single(await store.Collections.RetiredAsync());

        using var wire = new Wire(retired.Name, isOurs ? await store.Collections.StoreIdAsync() : Guid.NewGuid().ToString());
        using var client = new ChromaClient(new ChromaOptions { Url = Url }, wire);
        var outcome = await new AnsweringCollection(client, store.Collections, "oracle_knowledge", _ => Task.FromResult(FakeEmbedder.Model)).DropAsync(retired, default);
        Assert.Equal(Documents.Syncing.SyncOutcome.Confirmed, outcome);
        Assert.Equal(isOurs ? [retired.Name] : [], wire.Deleted);
        Assert.Empty(await store.Collections.RetiredAsync());
    }

    /// <summary>A server with one collection.</summary>
    private sealed class Wire(string name, string store) : HttpMessageHandler
    {
        public List<string> Deleted { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Delete)
                Deleted.Add(request.RequestUri!.Segments[^1]);
            var body = request.Method == HttpMethod.Delete ? "{}" : $$"""{"id":"{{Guid.NewGuid()}}","name":"{{name}}","metadata":{"oracle_store":"{{store}}"} }""";
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        }
    }
}
