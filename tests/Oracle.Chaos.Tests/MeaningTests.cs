using System.Globalization;
using System.Text.Json;
using Oracle.Embeddings.Onnx;
using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests;

/// <summary>Search by meaning: the default model in a real process, asked over HTTP.</summary>
public sealed class MeaningTests(MeaningTests.Notes notes, ITestOutputHelper output) : IClassFixture<MeaningTests.Notes>
{
    [SkippableFact]
    public async Task Paraphrases_that_share_no_word_with_their_note_find_it_and_words_without_meaning_find_nothing()
    {
        var host = await notes.HostAsync();
        var (found, asked, answered, meaningless) = (0, 0, 0, 0);
        foreach (var query in Notes.Set.GetProperty("queries").EnumerateArray())
        {
            var ids = await IdsAsync(host, query.GetProperty("text").GetString()!, "hybrid");
            if (query.GetProperty("rel").EnumerateObject().Select(static rel => rel.Name).ToList() is [var right])
                (found, asked) = (found + (ids.Contains(right) ? 1 : 0), asked + 1);
            else
                (answered, meaningless) = (answered + (ids.Count > 0 ? 1 : 0), meaningless + 1);
        }

        output.WriteLine($"{found} of {asked} paraphrases found, {answered} of {meaningless} texts without meaning answered");
        Assert.True(asked >= 200 && meaningless >= 200);
        Assert.True(found >= 0.8 * asked, $"{found} of {asked} paraphrases");
        Assert.True(answered <= 0.05 * meaningless, $"{answered} of {meaningless} texts without meaning");
    }

    [SkippableTheory]
    // Thai, which the model cannot read, and Thai with an English word.
    [InlineData("ค่าธรรมเนียม", "thai")]
    [InlineData("ประชุมผ่าน Zoom ตอนเช้า", "mixed")]
    [InlineData("git stash --include-untracked", "command")]
    [InlineData("List<int> in C#", "generic")]
    [InlineData("/etc/nginx/nginx.conf", "path")]
    [InlineData("mara.lind@example.org", "mail")]
    [InlineData("\"drifts by a minute\" clock", "phrase")]
    public async Task Words_that_stand_in_a_note_find_it_in_each_mode_that_knows_them(string query, string id)
    {
        var host = await notes.HostAsync();

        Assert.Equal([id], (await IdsAsync(host, query, "hybrid")).Take(1));
        Assert.Equal([id], (await IdsAsync(host, query, "fts")).Take(1));
    }

    [SkippableTheory]
    [InlineData("???")]
    [InlineData("-- ... !")]
    public async Task Marks_alone_find_nothing(string query)
    {
        var host = await notes.HostAsync();

        foreach (var mode in new[] { "hybrid", "vector" })
            Assert.Empty(await IdsAsync(host, query, mode));
    }

    [SkippableTheory]
    [InlineData("x", 200)]
    [InlineData("ก", 200)]
    [InlineData("4000", 200)]
    [InlineData("20000", 400)]
    public async Task A_query_of_any_length_is_answered_or_refused_with_its_name(string query, int status)
    {
        var host = await notes.HostAsync();
        var text = int.TryParse(query, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? string.Concat(Enumerable.Repeat("word ", length / 5)) : query;
        using var response = await host.Http.GetAsync($"/api/search?q={Uri.EscapeDataString(text)}");
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 400)
            Assert.StartsWith("q: ", body.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_score_is_the_same_on_each_page_and_never_rises()
    {
        var host = await notes.HostAsync();
        foreach (var mode in (string[])["hybrid", "fts", "vector"])
        {
            var all = await ScoresAsync(host, "keep bread fresh", mode, limit: 60, offset: 0);
            Assert.Equal(all.OrderByDescending(static hit => hit.Score).Select(static hit => hit.Score), all.Select(static hit => hit.Score));
            for (var offset = 0; offset + 7 <= all.Count; offset += 7)
                Assert.Equal(all.Skip(offset).Take(7), await ScoresAsync(host, "keep bread fresh", mode, limit: 7, offset));
        }
    }

    [SkippableFact]
    public async Task A_note_that_is_asked_for_by_its_own_text_is_a_perfect_hit_in_each_mode()
    {
        var host = await notes.HostAsync();
        foreach (var note in Notes.Set.GetProperty("docs").EnumerateArray().Where(static (_, i) => i % 100 == 0))
        {
            foreach (var mode in (string[])["hybrid", "fts", "vector"])
            {
                var best = (await ScoresAsync(host, note.GetProperty("text").GetString()!, mode, limit: 1, offset: 0))[0];
                Assert.Equal((mode, note.GetProperty("id").GetString()), (mode, best.Id));
                Assert.True(best.Score >= 0.9, $"{mode}: {best}");
            }
        }
    }

    private static async Task<IReadOnlyList<string>> IdsAsync(RunningOracle host, string query, string mode) =>
        [.. (await ScoresAsync(host, query, mode, limit: 10, offset: 0)).Select(static hit => hit.Id)];

    private static async Task<IReadOnlyList<(string Id, double Score)>> ScoresAsync(RunningOracle host, string query, string mode, int limit, int offset)
    {
        var answer = await host.GetAsync($"/api/search?q={Uri.EscapeDataString(query)}&mode={mode}&limit={limit}&offset={offset}&content=none");
        Assert.False(answer.GetProperty("degraded").GetBoolean(), answer.ToString());
        return [.. answer.GetProperty("results").EnumerateArray().Select(static hit => (hit.GetProperty("id").GetString()!, hit.GetProperty("score").GetDouble()))];
    }

    /// <summary>One host with the notes of <c>bench/sets</c> and a few of its own, for all tests of the class.</summary>
    public sealed class Notes : IAsyncDisposable
    {
        private static readonly Lazy<JsonElement> Read = new(static () => JsonDocument.Parse(File.ReadAllBytes(Repository.PathTo("bench", "sets", "notes.json"))).RootElement);

        private readonly TempFolder _folder = new();
        private readonly Lazy<Task<(ChromaServer Chroma, OracleProcess Host)>> _running;

        public Notes() => _running = new(StartAsync);

        public static JsonElement Set => Read.Value;

        public async Task<RunningOracle> HostAsync() => (await _running.Value).Host;

        public async ValueTask DisposeAsync()
        {
            if (_running is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            {
                var (chroma, host) = await _running.Value;
                await host.DisposeAsync();
                await chroma.DisposeAsync();
            }

            _folder.Dispose();
        }

        private async Task<(ChromaServer, OracleProcess)> StartAsync()
        {
            InstalledModels.SkipWithout(OnnxModels.Default);
            var chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
            var host = await OracleProcess.ServeAsync(
                _folder["data"], chroma.Url, new Dictionary<string, string?> { ["ORACLE_EMBEDDING_PROVIDER"] = OnnxEmbeddingGenerator.ProviderName });
            var documents = Set.GetProperty("docs").EnumerateArray()
                .Select(static note => (object)new { id = note.GetProperty("id").GetString(), title = note.GetProperty("title").GetString(), content = note.GetProperty("text").GetString() })
                .Concat<object>(
                [
                    new { id = "thai", content = "ธนาคารคิดค่าธรรมเนียมสำหรับบัตรที่หมดอายุ" },
                    new { id = "mixed", content = "พรุ่งนี้ประชุมผ่าน Zoom ตอนเช้ากับทีมที่เชียงใหม่" },
                    new { id = "command", content = "Run git stash --include-untracked before switching branches." },
                    new { id = "generic", content = "A List<int> in C# doubles its array when it is full." },
                    new { id = "path", content = "The proxy reads /etc/nginx/nginx.conf at its start." },
                    new { id = "mail", content = "Write to mara.lind@example.org about the keys of the shed." },
                    new { id = "phrase", content = "The kitchen clock drifts by a minute each month." },
                ]);
            Assert.Equal(202, (await host.PostDocumentsAsync(documents)).Status);
            await Eventually.True(async () => (await host.GetAsync("/api/search?q=bread")).GetProperty("coverage").GetDouble() == 1, TimeSpan.FromMinutes(3));
            return (chroma, host);
        }
    }
}
