using System.Diagnostics;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Oracle.Chroma;
using Oracle.Embeddings;
using Oracle.Embeddings.Caching;
using Oracle.Embeddings.Onnx;
using Oracle.Testing;

namespace Oracle.Bench;

/// <summary>How quick the search is, against one FTS5 query and one Chroma query in the same run.</summary>
internal static class Latency
{
    private const int Asked = 10;
    private const int Clients = 8;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(3);

    public static async Task RunAsync(IReadOnlyList<int> sizes, int queries, int seed, TextWriter output, CancellationToken cancel)
    {
        await output.WriteLineAsync("| documents | what | p50 ms | p99 ms | 8 clients: p50 ms | p99 ms | throughput of 8 to 1 | p50 to its bare leg | p99 of 8 to p50 of 1 | of bare's ten |");
        await output.WriteLineAsync("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var size in sizes)
            await SizeAsync(size, queries, seed, output, cancel);
    }

    private static async Task SizeAsync(int size, int queries, int seed, TextWriter output, CancellationToken cancel)
    {
        using var folder = new TempFolder();
        var texts = new ZipfTexts(seed);
        var documents = Enumerable.Range(0, size).Select(_ => texts.Document()).ToList();
        var asked = Enumerable.Range(0, queries).Select(_ => texts.Query()).ToList();
        using var model = new OnnxEmbeddingGenerator(OnnxModels.Find(null, new EmbedderOptions(InstalledModels.Folder)), Environment.ProcessorCount);
        Directory.CreateDirectory(folder["data"]);
        // Only queries are embedded: of the documents' vectors their number and spread matter here, and not what they mean.
        await using (var cache = EmbeddingCache.Open(folder["data"], 4L << 30, static trouble => throw new InvalidOperationException(trouble)))
        {
            foreach (var chunk in documents.Distinct(StringComparer.Ordinal).Chunk(1_000))
                await cache.StoreAsync(model.Model, [.. chunk.Select(text => KeyValuePair.Create(text, (ReadOnlyMemory<float>)texts.Vector(model.Model.Dimension)))], cancel);
        }

        await using var chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
        var settings = new Dictionary<string, string?> { ["ORACLE_EMBEDDING_PROVIDER"] = "onnx", ["Oracle__Embedding__CacheBytes"] = $"{4L << 30}" };
        await using var host = await OracleProcess.ServeAsync(folder["data"], chroma.Url, settings);
        await Filling.PostAsync(host, documents.Select(static (text, i) => JsonSerializer.Serialize(new { id = $"d{i}", content = text })), cancel);

        using var bare = BareIndex(folder["bare.db"], documents);
        await IdleAsync([host.Pid, chroma.Pid], cancel);
        using var client = new ChromaClient(new ChromaOptions { Url = chroma.Url });
        var collection = (await client.GetCollectionAsync("oracle_knowledge", cancel)).Value.Id;
        async Task<IReadOnlyList<string>> BareVectorsAsync(string query)
        {
            var vector = (await model.ForQueries.GenerateAsync([query], cancellationToken: cancel))[0].Vector;
            return [.. (await client.QueryAsync(collection, new ChromaQuery(vector, Asked), cancel)).Value.Select(static hit => hit.Record.Id)];
        }

        async Task<IReadOnlyList<string>> SearchAsync(string query, string mode) =>
            [.. (await host.GetAsync($"/api/search?q={Uri.EscapeDataString(query)}&mode={mode}&limit={Asked}&content=none")).GetProperty("results").EnumerateArray().Select(static hit => hit.GetProperty("id").GetString()!)];

        var bareWords = await MeasureAsync(asked, 1, query => Task.FromResult(BareWords(bare, query)));
        var bareVectors = await MeasureAsync(asked, 1, BareVectorsAsync);
        await output.WriteLineAsync($"| {size} | bare FTS5 | {bareWords.P50:F1} | {bareWords.P99:F1} | | | | | | |");
        await output.WriteLineAsync($"| {size} | embedding the query + bare Chroma | {bareVectors.P50:F1} | {bareVectors.P99:F1} | | | | | | |");
        var words = Timed.None;
        foreach (var mode in (string[])["fts", "vector", "hybrid"])
        {
            var one = await MeasureAsync(asked, 1, query => SearchAsync(query, mode));
            var many = await MeasureAsync([.. Enumerable.Repeat(asked, 4).SelectMany(static all => all)], Clients, query => SearchAsync(query, mode));
            words = mode == "fts" ? one : words;
            var leg = mode switch { "fts" => bareWords.P50, "vector" => bareVectors.P50, _ => Math.Max(words.P50, bareVectors.P50) };
            var same = mode == "fts" ? $"{asked.Average(query => one.Found[query].Intersect(bareWords.Found[query]).Count()):F1}" : "";
            await output.WriteLineAsync($"| {size} | {mode} | {one.P50:F1} | {one.P99:F1} | {many.P50:F1} | {many.P99:F1} | {many.Throughput / one.Throughput:F2} | {one.P50 / leg:F2} | {many.P99 / one.P50:F1} | {same} |");
        }
    }

    // After a load the host looks for each record by its own vector, a few hundred a second: that is no part of a search.
    private static async Task IdleAsync(IReadOnlyList<int> processes, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        for (var quiet = 0; quiet < 3 && clock.Elapsed < LongestWait;)
        {
            var before = Used();
            await Task.Delay(TimeSpan.FromSeconds(2), cancel);
            quiet = Used() - before < TimeSpan.FromMilliseconds(300) ? quiet + 1 : 0;
        }

        if (clock.Elapsed >= LongestWait)
            await Console.Error.WriteLineAsync($"The host is still at work {LongestWait.TotalMinutes} minutes after the load; it is measured all the same.");

        TimeSpan Used() => processes.Aggregate(TimeSpan.Zero, static (sum, id) =>
        {
            using var process = Process.GetProcessById(id);
            return sum + process.TotalProcessorTime;
        });
    }

    private static async Task<Timed> MeasureAsync(IReadOnlyList<string> queries, int clients, Func<string, Task<IReadOnlyList<string>>> ask)
    {
        // What is asked for the first time has code compiled, again after some thirty times, and pages read.
        foreach (var query in queries.Take(100))
            await ask(query);
        var (times, found) = (new double[queries.Count], new IReadOnlyList<string>[queries.Count]);
        var clock = Stopwatch.StartNew();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < queries.Count;)
            {
                var began = Stopwatch.GetTimestamp();
                found[i] = await ask(queries[i]);
                times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }
        })));
        var took = clock.Elapsed.TotalSeconds;
        Array.Sort(times);
        return new Timed(
            times[times.Length / 2], times[(int)(times.Length * 0.99)], queries.Count / took,
            queries.Zip(found).DistinctBy(static pair => pair.First).ToDictionary(static pair => pair.First, static pair => pair.Second, StringComparer.Ordinal));
    }

    private static SqliteConnection BareIndex(string path, IReadOnlyList<string> documents)
    {
        var connection = new SqliteConnection($"Data Source={path}");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var create = connection.CreateCommand();
        create.CommandText = "create virtual table t using fts5 (content, tokenize = 'porter unicode61')";
        create.ExecuteNonQuery();
        using var insert = connection.CreateCommand();
        insert.CommandText = "insert into t (rowid, content) values ($n, $text)";
        var (n, text) = (insert.Parameters.Add("$n", SqliteType.Integer), insert.Parameters.Add("$text", SqliteType.Text));
        for (var i = 0; i < documents.Count; i++)
        {
            (n.Value, text.Value) = (i, documents[i]);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
        return connection;
    }

    private static IReadOnlyList<string> BareWords(SqliteConnection bare, string query)
    {
        using var select = bare.CreateCommand();
        select.CommandText = $"select rowid from t where t match $query order by rank limit {Asked}";
        select.Parameters.AddWithValue("$query", string.Join(" OR ", query.Split(' ').Select(static word => $"\"{word}\"")));
        using var reader = select.ExecuteReader();
        var ids = new List<string>();
        while (reader.Read())
            ids.Add($"d{reader.GetInt64(0)}");
        return ids;
    }

    /// <summary>Times in milliseconds, queries a second, and what was found.</summary>
    private sealed record Timed(double P50, double P99, double Throughput, IReadOnlyDictionary<string, IReadOnlyList<string>> Found)
    {
        public static readonly Timed None = new(0, 0, 0, new Dictionary<string, IReadOnlyList<string>>());
    }
}
