using System.Net.Http.Json;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Embeddings.Hash;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Embedders;

/// <summary>Models behind a server, in both wire formats, and what the table holds after each way in which such a server fails.</summary>
public sealed class RemoteEmbedderTests : IDisposable
{
    private const string Status = "select id, sync_status, sync_failure, sync_error, quarantined_at is not null from oracle_documents order by id";

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Providers => ["ollama", "openai"];

    private string DataDir => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Documents_are_embedded_by_a_server_and_found_and_a_long_one_is_the_mean_of_its_windows(string provider)
    {
        await using var embedder = await EmbeddingServer.StartAsync();
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url, embedder.Settings(provider));
        // Three windows, of which the server finds each too long.
        var words = string.Join(' ', Enumerable.Range(0, 700).Select(n => $"word{n % 50}"));
        await host.PostDocumentsAsync([.. Documents(5), new { id = "long", content = words }]);

        await AllSyncedAsync(host, 6);
        Assert.Equal([(provider, $"{EmbeddingServer.Model}#{EmbeddingServer.Dimension}", (long)EmbeddingServer.Dimension)],
            BothStores.Query(DataDir, "select provider, model, dimension from oracle_collections").Select(row => ((string)row[0]!, (string)row[1]!, (long)row[2]!)));
        Assert.All(embedder.Requests, request => Assert.Equal(EmbeddingServer.Model, request.Model));
        using var hash = new HashEmbeddingGenerator(EmbeddingServer.Dimension);
        var windows = embedder.Requests.SelectMany(request => request.Texts).Where(text => text.StartsWith("word", StringComparison.Ordinal) && text.Length <= EmbeddingServer.MostCharacters).Distinct().ToList();
        Assert.Equal(words.Length, embedder.Requests.Last(request => request.Texts.Any(text => text.StartsWith("word", StringComparison.Ordinal))).Texts.Sum(text => text.Length));
        Assert.InRange(windows.Count, 4, 8);
        var found = await host.GetAsync("/api/search?q=text%20number%203&mode=vector&limit=1");
        Assert.Equal("d3", found.GetProperty("results")[0].GetProperty("id").GetString());
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_server_that_asks_for_a_pause_gets_it_and_then_the_documents(string provider)
    {
        await using var embedder = await EmbeddingServer.StartAsync();
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url, embedder.Settings(provider));
        await SettledAsync(host);
        embedder.Next = () => EmbedderFault.TooManyRequests;
        await host.PostDocumentsAsync(Documents(3));

        await Eventually.Get(() => Task.FromResult(Rows()), static rows => rows.Count == 3 && rows.All(row => row is { Status: "failed", Failure: "embedding", Quarantined: false }));
        Assert.All(Rows(), row => Assert.Contains("429", row.Error));
        embedder.Next = () => EmbedderFault.None;
        await AllSyncedAsync(host, 3);
        var refused = embedder.Requests.Where(request => request.Fault == EmbedderFault.TooManyRequests).ToList();
        // A query would be a request too; nobody searched.
        Assert.All(refused.Zip(refused.Skip(1), (one, next) => (one.At, Next: next.At)), pair => Assert.True(pair.Next - pair.At >= TimeSpan.FromSeconds(1.9), $"{pair.At:O}, {pair.Next:O}"));
        Assert.True(embedder.Requests.Last().At - refused[^1].At >= TimeSpan.FromSeconds(1.9));
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_key_that_is_not_taken_stops_embedding_says_so_and_is_shown_to_nobody(string provider)
    {
        const string Wrong = "sk-not-this-one-4711";
        await using var embedder = await EmbeddingServer.StartAsync();
        embedder.Key = "sk-right";
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        var settings = embedder.Settings(provider);
        settings["ORACLE_EMBEDDING_API_KEY"] = Wrong;
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url, settings);
        await host.PostDocumentsAsync(Documents(3));

        await Eventually.Get(() => Task.FromResult(Rows()), static rows => rows.Count == 3 && rows.All(row => row is { Status: "failed", Failure: "embedding", Quarantined: false }));
        Assert.All(Rows(), row => Assert.Contains("401", row.Error));
        var health = await host.GetAsync("/api/health");
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.Contains("ORACLE_EMBEDDING_API_KEY", health.GetProperty("reason").GetString());
        var search = await host.GetAsync("/api/search?q=text");
        Assert.Equal((3, true), (search.GetProperty("total").GetInt32(), search.GetProperty("degraded").GetBoolean()));
        foreach (var path in (string[])["/api/health", "/api/stats", "/api/search?q=text", "/api/sync/failed", "/api/reindex", "/api/documents/d0", "/metrics"])
            Assert.DoesNotContain(Wrong, await host.Http.GetStringAsync(path));
        Assert.DoesNotContain(Wrong, host.Error);
        Assert.Contains(Wrong, embedder.Requests.Last().Authorization);

        // As an owner does who lets the key in after all.
        embedder.Key = Wrong;
        await AllSyncedAsync(host, 3);
        await Eventually.Get(() => host.GetAsync("/api/health"), static answer => answer.GetProperty("status").GetString() == "ok");
        Assert.DoesNotContain(Wrong, host.Error);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_text_that_the_server_refuses_is_quarantined_alone(string provider)
    {
        await using var embedder = await EmbeddingServer.StartAsync();
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url, embedder.Settings(provider));
        await host.PostDocumentsAsync([.. Documents(40), new { id = "bad", content = $"an {EmbeddingServer.Poison} text" }]);

        await Eventually.Get(() => Task.FromResult(Rows()), static rows => rows.Count == 41 && rows.All(row => row.Status != "pending"));
        var bad = Assert.Single(Rows(), row => row.Status != "synced");
        Assert.Equal(("bad", "failed", "embedding", true), (bad.Id, bad.Status, bad.Failure, bad.Quarantined));
        Assert.Contains("not for me", bad.Error);

        await host.PostDocumentsAsync(new { id = "bad", content = "another text" });
        await AllSyncedAsync(host, 41);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Vectors_of_another_length_stop_sending_and_blame_no_document(string provider)
    {
        await using var embedder = await EmbeddingServer.StartAsync();
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url, embedder.Settings(provider));
        await SettledAsync(host);
        embedder.Next = () => EmbedderFault.OtherDimension;
        await host.PostDocumentsAsync(Documents(12));

        await Eventually.Get(() => Task.FromResult(Rows()), static rows => rows.Count == 12 && rows.All(row => row is { Status: "failed", Failure: "embedding", Quarantined: false }));
        Assert.All(Rows(), row => Assert.Contains("32 numbers", row.Error));
        Assert.Empty(await BothStores.RecordsAsync(chroma.Url, "oracle_knowledge"));
        embedder.Next = () => EmbedderFault.None;
        await AllSyncedAsync(host, 12);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_host_whose_server_comes_later_stores_and_finds_and_sends_when_it_is_there(string provider)
    {
        await using var embedder = await EmbeddingServer.StartAsync();
        await embedder.StopAsync();
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url, embedder.Settings(provider));
        await host.PostDocumentsAsync(Documents(3));

        await Eventually.Get(() => Task.FromResult(Rows()), static rows => rows.Count == 3 && rows.All(row => row is { Status: "failed", Failure: "embedding", Quarantined: false }));
        Assert.Equal(3, (await host.GetAsync("/api/search?q=text&mode=fts")).GetProperty("total").GetInt32());
        Assert.Contains("does not answer", (await host.GetAsync("/api/health")).GetProperty("reason").GetString());
        await embedder.ListenAsync();
        await AllSyncedAsync(host, 3);
        await StoresAgree.WithinAsync(DataDir, chroma.Url);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_collection_moves_to_a_server_and_back_and_the_second_time_nothing_is_asked(string provider)
    {
        await using var embedder = await EmbeddingServer.StartAsync();
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using (var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url))
        {
            await host.PostDocumentsAsync(Documents(30));
            await AllSyncedAsync(host, 30);
        }

        await using (var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url, embedder.Settings(provider)))
        {
            Assert.Contains($"asks for {provider} {EmbeddingServer.Model}", (await host.GetAsync("/api/reindex")).ToString());
            Assert.Empty(embedder.Requests);
            foreach (var model in (string?[])[null, "hash-384-v1", null])
            {
                embedder.Requests.Clear();
                using var begun = await host.Http.PostAsJsonAsync("/api/reindex", new { model });
                Assert.True(begun.IsSuccessStatusCode, await begun.Content.ReadAsStringAsync());
                await Eventually.Get(() => host.GetAsync("/api/reindex"), static status => status.GetProperty("state").GetString() == "done", TimeSpan.FromSeconds(60));
            }

            // But for how long its vectors are.
            Assert.True(embedder.Requests.All(request => request.Texts.All(text => !text.StartsWith("text", StringComparison.Ordinal))));
        }

        await StoresAgree.WithinAsync(DataDir, chroma.Url);
    }

    [SkippableFact]
    public async Task Texts_of_a_collection_whose_server_the_settings_do_not_name_any_more_go_to_no_other()
    {
        await using var embedder = await EmbeddingServer.StartAsync();
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using (var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url, embedder.Settings("openai")))
        {
            await host.PostDocumentsAsync(Documents(1));
            await AllSyncedAsync(host, 1);
        }

        await using (var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url))
        {
            await host.PostDocumentsAsync(Documents(2));
            await Eventually.Get(() => Task.FromResult(Rows()), static rows => rows is [_, { Status: "failed", Failure: "embedding" }]);
            Assert.Contains("nothing is sent to a guessed one", Rows()[1].Error);
            Assert.True((await host.GetAsync("/api/search?q=text")).GetProperty("degraded").GetBoolean());
        }
    }

    private static IEnumerable<object> Documents(int count) => Enumerable.Range(0, count).Select(n => new { id = $"d{n}", content = $"text number {n}" });

    private List<Row> Rows() => [.. BothStores.Query(DataDir, Status).Select(row => new Row((string)row[0]!, (string)row[1]!, (string?)row[2], (string?)row[3], (long)row[4]! == 1))];

    // The collection is there, so what fails afterwards fails while documents are embedded.
    private static Task SettledAsync(RunningOracle host) => Eventually.Get(
        () => host.GetAsync("/api/health"), static health => health.GetProperty("status").GetString() == "ok");

    private async Task AllSyncedAsync(RunningOracle host, int count) => await Eventually.Get(
        () => Task.FromResult(Rows()), rows => rows.Count == count && rows.All(row => row.Status == "synced"), TimeSpan.FromSeconds(60));

    private sealed record Row(string Id, string Status, string? Failure, string? Error, bool Quarantined);
}
