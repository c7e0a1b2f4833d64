using System.Text;
using Oracle.Application.Searching;
using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.BadInput;

/// <summary>Whatever is typed into a search field: an answer, or a 400 for a blank one.</summary>
public sealed class SearchTests(ITestOutputHelper output)
{
    private static readonly int Queries = LongRun.IsOn ? 10_000 : 1_500;
    private const int AtOnce = 4;
    private const int TimesDegraded = 5;
    private static readonly string[] Modes = ["fts", "fts", "fts", "hybrid", "vector"];

    private static readonly string[] Pieces =
    [
        "\"", "'", "*", "^", "(", ")", ":", "+", "-", " ", "%", "_", "\\", "{", "}", "\0", "\n", " AND ", " OR ", " NOT ", " NEAR(", "content:", "word", "quokka", "ก", "็", "่", "ข้อมูล", "数据", "😀", "\u200D", "\u0301", "\uFEFF", "\uD800", "\uDC00", "\u202E", "a", "0",
    ];

    [SkippableFact]
    public async Task A_naughty_query_finds_something_or_nothing()
    {
        await using var world = await Undisturbed.StartAsync();
        foreach (var text in Naughty.All)
        {
            foreach (var mode in Modes.Distinct())
                await AskAsync(world, text, mode);
        }

        foreach (var text in new[] { "x", "ก", "😀", new string('x', 4_000), string.Concat(Enumerable.Repeat("ระบบ", 1_000)) })
            Assert.Equal(200, (await world.SendAsync(HttpMethod.Get, $"/api/search?q={Uri.EscapeDataString(text)}")).Status);
        foreach (var text in new[] { new string('x', 4_001), string.Concat(Enumerable.Repeat("ระบบ", 5_000)) })
        {
            var (status, answer) = await world.SendAsync(HttpMethod.Get, $"/api/search?q={Uri.EscapeDataString(text)}");
            Assert.Equal((400, $"q: has {text.Length:N0} characters, at most 4,000 are allowed"), (status, answer.GetProperty("detail").GetString()));
        }

        await world.AssertAsync();
    }

    [SkippableFact]
    public async Task What_stands_in_quotes_after_a_minus_or_before_a_star_means_what_it_says()
    {
        await using var world = await Undisturbed.StartAsync();
        await world.SendAsync(HttpMethod.Post, "/api/documents?waitFor=synced", """
            [{"id":"phrase","title":"Drift","content":"Two <b>stores</b> drift apart."},{"id":"scattered","content":"Stores drift; two of them."},{"id":"flag","content":"git commit --amend"}]
            """);

        Assert.Equal(["phrase"], await IdsAsync("\"drift apart\"", "fts"));
        Assert.Equal(["phrase"], await IdsAsync("\"drift apart\" stores", "hybrid"));
        Assert.Equal(["scattered"], await IdsAsync("stores -\"apart\"", "fts"));
        Assert.Equal(["flag"], await IdsAsync("git commit --amend", "fts"));
        Assert.Equal(["flag"], await IdsAsync("amen*", "fts"));
        foreach (var mode in Modes.Distinct())
        {
            var hits = (await world.SendAsync(HttpMethod.Get, $"/api/search?q={Uri.EscapeDataString("Two <b>stores</b> drift apart.")}&mode={mode}")).Body.GetProperty("results");
            Assert.InRange(hits[0].GetProperty("score").GetDouble(), 0.9, 1);
        }

        var (_, answer) = await world.SendAsync(HttpMethod.Get, "/api/search?q=stores+drift&mode=fts&content=none&limit=0&offset=-5");
        var first = Assert.Single(answer.GetProperty("results").EnumerateArray());
        Assert.False(first.TryGetProperty("content", out _));
        Assert.Equal("<mark>Stores</mark> <mark>drift</mark>; two of them.", first.GetProperty("snippet").GetString());

        async Task<IEnumerable<string>> IdsAsync(string query, string mode) =>
            (await world.SendAsync(HttpMethod.Get, $"/api/search?q={Uri.EscapeDataString(query)}&mode={mode}")).Body.GetProperty("results").EnumerateArray()
                .Select(hit => hit.GetProperty("id").GetString()!).Order(StringComparer.Ordinal);
    }

    [SkippableFact]
    public async Task Random_queries_in_all_modes_get_no_error()
    {
        var seed = Environment.GetEnvironmentVariable("ORACLE_TEST_SEED") is { Length: > 0 } given ? int.Parse(given) : Random.Shared.Next();
        output.WriteLine($"seed {seed}; replay: ORACLE_TEST_SEED={seed} ./test -- --filter FullyQualifiedName~BadInput.SearchTests");
        var random = new Random(seed);
        var queries = Enumerable.Range(0, Queries).Select(i => (Text: Query(random), Mode: Modes[i % Modes.Length])).ToList();
        await using var world = await Undisturbed.StartAsync();
        await world.SendAsync(HttpMethod.Post, "/api/documents", $"[{string.Join(',', Naughty.All.Select((text, i) => $"{{\"id\":\"n-{i}\",\"content\":{Naughty.Json(text)}}}"))}]");

        await Parallel.ForEachAsync(queries, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (query, _) => await AskAsync(world, query.Text, query.Mode));

        await world.AssertAsync();
    }

    private static async Task AskAsync(Undisturbed world, string text, string mode)
    {
        var (status, answer) = await world.SendAsync(HttpMethod.Get, $"/api/search?q={Uri.EscapeDataString(text)}&mode={mode}");
        // A server that is short of time leaves out vectors once in a while, and says so; a query that nothing can be made of does each time.
        for (var again = 1; status == 200 && answer.GetProperty("degraded").GetBoolean(); again++)
        {
            Assert.True(again < TimesDegraded, $"{Uri.EscapeDataString(text)} ({mode}): {answer}");
            (status, answer) = await world.SendAsync(HttpMethod.Get, $"/api/search?q={Uri.EscapeDataString(text)}&mode={mode}");
        }

        if (status == 200)
            return;

        Assert.Equal(400, status);
        Assert.StartsWith("q: ", answer.GetProperty("detail").GetString());
        // As in Oracle V2, a query of which nothing is left without control characters and elements of HTML is none.
        Assert.True(string.IsNullOrWhiteSpace(text) || QueryText.Plain(text).Length == 0 || text.Length > 4_000, Uri.EscapeDataString(text));
    }

    private static string Query(Random random)
    {
        var text = new StringBuilder();
        for (var left = random.Next(1, 12); left > 0; left--)
        {
            text.Append(random.Next(4) switch
            {
                0 => ((char)random.Next(0x10000)).ToString(),
                1 => ((char)random.Next(0x20, 0x7F)).ToString(),
                2 => Naughty.All[random.Next(Naughty.All.Count)] is { Length: <= 60 } naughty ? naughty : "",
                _ => Pieces[random.Next(Pieces.Length)],
            });
        }

        return text.ToString();
    }
}
