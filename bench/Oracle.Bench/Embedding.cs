using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Oracle.Embeddings;
using Oracle.Embeddings.Onnx;
using Oracle.Testing;

namespace Oracle.Bench;

/// <summary>How many documents a host embeds in a second, against the model alone in the same run, and what memory that takes.</summary>
internal static class Embedding
{
    private const int Searchers = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    public static async Task RunAsync(FileInfo set, int documents, int characters, string? from, TextWriter output, CancellationToken cancel)
    {
        var texts = Texts(QuestionSet.Read(set), documents, characters);
        using var folder = new TempFolder();
        await using var chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
        if (from is null)
            await FillAsync(texts, folder["data"], chroma.Url, output, cancel);
        else
            await MoveAsync(texts, from, folder["data"], chroma.Url, output, cancel);
    }

    private static async Task FillAsync(IReadOnlyList<string> texts, string data, Uri chroma, TextWriter output, CancellationToken cancel)
    {
        double bare;
        using (var model = new OnnxEmbeddingGenerator(OnnxModels.Find(null, new EmbedderOptions(InstalledModels.Folder)), Math.Min(4, Environment.ProcessorCount)))
        {
            await model.LoadAsync();
            var clock = Stopwatch.StartNew();
            await model.GenerateAsync(texts, cancellationToken: cancel);
            bare = texts.Count / clock.Elapsed.TotalSeconds;
        }

        await using var host = await OracleProcess.ServeAsync(data, chroma, new Dictionary<string, string?> { ["ORACLE_EMBEDDING_PROVIDER"] = "onnx" });
        var whole = Stopwatch.StartNew();
        await PostAsync(host, texts, cancel);
        var rate = texts.Count / whole.Elapsed.TotalSeconds;
        await output.WriteLineAsync("| documents | characters | bare documents/s | host documents/s | host to bare | peak memory of the host, MB |");
        await output.WriteLineAsync("|---|---|---|---|---|---|");
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {texts.Count} | {texts[0].Length} | {bare:F1} | {rate:F1} | {rate / bare:F2} | {PeakOf(host.Pid)} |"));
    }

    // Everything is written anew by the default model while people search.
    private static async Task MoveAsync(IReadOnlyList<string> texts, string from, string data, Uri chroma, TextWriter output, CancellationToken cancel)
    {
        var former = from == "hash" ? new Dictionary<string, string?> { ["ORACLE_EMBEDDING_PROVIDER"] = from } : new() { ["ORACLE_EMBEDDING_PROVIDER"] = "onnx", ["ORACLE_EMBEDDING_MODEL"] = from };
        await using (var host = await OracleProcess.ServeAsync(data, chroma, former))
            await PostAsync(host, texts, cancel);
        await output.WriteLineAsync("| documents | from | to | seconds | searches meanwhile | errors | own document not among ten | peak memory of the host, MB |");
        await output.WriteLineAsync("|---|---|---|---|---|---|---|---|");
        await using var moving = await OracleProcess.ServeAsync(data, chroma, new Dictionary<string, string?> { ["ORACLE_EMBEDDING_PROVIDER"] = "onnx" });
        foreach (var (model, name) in from == "hash" ? [((string?)null, "default"), ("hash-384-v1", "hash")] : new (string?, string)[] { (null, "default") })
        {
            var clock = Stopwatch.StartNew();
            using var begun = await moving.Http.PostAsJsonAsync("/api/reindex", new { model }, cancel);
            begun.EnsureSuccessStatusCode();
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var searching = Task.WhenAll(Enumerable.Range(0, Searchers).Select(n => SearchAsync(moving, texts, n, over.Token)));
            var state = (await Eventually.Get(() => moving.GetAsync("/api/reindex"), static status => status.GetProperty("state").GetString() is "done" or "failed", Patience)).GetProperty("state").GetString();
            await over.CancelAsync();
            var seen = await searching;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"| {texts.Count} | {from} | {name}, {state} | {clock.Elapsed.TotalSeconds:F0} | {seen.Sum(some => some.Asked)} | {seen.Sum(some => some.Errors)} | {seen.Sum(some => some.Missed)} | {PeakOf(moving.Pid)} |"));
            from = name;
        }
    }

    // Each asks for documents by the middle of their texts: whoever holds them must be among the first ten, whatever answers.
    private static async Task<(int Asked, int Errors, int Missed)> SearchAsync(RunningOracle host, IReadOnlyList<string> texts, int seed, CancellationToken cancel)
    {
        var (random, asked, errors, missed) = (new Random(seed), 0, 0, 0);
        while (!cancel.IsCancellationRequested)
        {
            var i = random.Next(texts.Count);
            var query = string.Join(' ', texts[i][(texts[i].Length / 3)..].Split(' ').Skip(1).Take(12));
            using var answer = await host.Http.GetAsync($"/api/search?q={Uri.EscapeDataString(query)}&limit=10&content=none", CancellationToken.None);
            asked++;
            if (!answer.IsSuccessStatusCode)
                errors++;
            else if ((await answer.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None)).GetProperty("results").EnumerateArray().All(hit => hit.GetProperty("id").GetString() != $"d{i}"))
                missed++;
        }

        return (asked, errors, missed);
    }

    private static Task PostAsync(RunningOracle host, IReadOnlyList<string> texts, CancellationToken cancel) =>
        Filling.PostAsync(host, texts.Select(static (text, i) => JsonSerializer.Serialize(new { id = $"d{i}", content = text })), cancel);

    // Pieces of one long text that begin at other places each time round, and are never alike.
    private static List<string> Texts(QuestionSet set, int documents, int characters)
    {
        var all = string.Join(' ', set.Documents.Select(static document => document.Text.ReplaceLineEndings(" ")));
        var texts = new HashSet<string>(documents, StringComparer.Ordinal);
        for (var (at, round) = (0, 1); texts.Count < documents; at += characters)
        {
            if (at + characters > all.Length)
                at = 37 * round++;
            texts.Add(all.Substring(at, characters));
        }

        return [.. texts];
    }

    private static long PeakOf(int process) => long.Parse(
        File.ReadLines($"/proc/{process}/status").First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
}
