using System.Diagnostics;
using Oracle.Testing;

namespace Oracle.Bench;

/// <summary>How well it finds.</summary>
internal static class Retrieval
{
    private const int Asked = 10;
    private static readonly string[] Modes = ["fts", "vector", "hybrid"];

    public static async Task RunAsync(IReadOnlyList<FileInfo> files, IReadOnlyList<string> models, int section, TextWriter output, CancellationToken cancel)
    {
        await output.WriteLineAsync("| set | model | documents | questions | nDCG@10 words | vectors | hybrid | recall@1 words | vectors | hybrid | recall@10 hybrid | meaningless answered | documents/s |");
        await output.WriteLineAsync("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var file in files)
        {
            var set = QuestionSet.Read(file);
            foreach (var model in models)
                await output.WriteLineAsync(await RowAsync(set, model, section, cancel));
        }
    }

    private static async Task<string> RowAsync(QuestionSet set, string model, int section, CancellationToken cancel)
    {
        using var folder = new TempFolder();
        await using var chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
        var settings = new Dictionary<string, string?> { ["ORACLE_EMBEDDING_PROVIDER"] = model == "hash" ? "hash" : "onnx", ["ORACLE_EMBEDDING_MODEL"] = model == "hash" ? "" : model };
        await using var host = await OracleProcess.ServeAsync(folder["data"], chroma.Url, settings);
        var clock = Stopwatch.StartNew();
        var sectionOf = section > 0
            ? await Filling.AsSectionsAsync(host, set, section, folder["vault"], chroma.Url, folder["data"])
            : await Filling.AsDocumentsAsync(host, set, cancel);
        var rate = set.Documents.Count / clock.Elapsed.TotalSeconds;

        var scores = new Dictionary<string, IReadOnlyList<Scored>>();
        foreach (var mode in Modes)
            scores[mode] = await AskAsync(host, set, mode, sectionOf, cancel);
        var meaningless = scores["hybrid"].Where(static scored => !scored.HasAnswer).ToList();
        return $"| {set.Name}{(section > 0 ? $", {section} a section" : "")} | {(model.Length > 0 ? Path.GetFileName(model) : "default")} | {set.Documents.Count} | {set.Questions.Count} "
            + string.Concat(Modes.Select(mode => $"| {Mean(scores[mode], static scored => scored.Ndcg):F3} "))
            + string.Concat(Modes.Select(mode => $"| {Mean(scores[mode], static scored => scored.IsFirst ? 1 : 0):F3} "))
            + $"| {Mean(scores["hybrid"], static scored => scored.IsFound ? 1 : 0):F3} "
            + (meaningless.Count == 0 ? "| - " : $"| {meaningless.Average(static scored => scored.Count > 0 ? 1.0 : 0):F3} ")
            + $"| {rate:F0} |";
    }

    private static double Mean(IReadOnlyList<Scored> scored, Func<Scored, double> value) => scored.Where(static one => one.HasAnswer).Average(value);

    private static async Task<IReadOnlyList<Scored>> AskAsync(
        RunningOracle host, QuestionSet set, string mode, IReadOnlyDictionary<string, string> sectionOf, CancellationToken cancel)
    {
        var scored = new Scored[set.Questions.Count];
        await Parallel.ForAsync(0, scored.Length, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancel }, async (i, _) =>
        {
            var question = set.Questions[i];
            var answer = await host.GetAsync($"/api/search?q={Uri.EscapeDataString(question.Text)}&mode={mode}&limit={Asked}&content=none");
            if (answer.GetProperty("degraded").GetBoolean())
                throw new InvalidOperationException($"The search was degraded: {answer.GetProperty("warning")}");
            var right = question.Right.GroupBy(pair => sectionOf.GetValueOrDefault(pair.Key, pair.Key), static pair => pair.Value).ToDictionary(static group => group.Key, static group => group.Max());
            var found = answer.GetProperty("results").EnumerateArray().Select(static hit => hit.GetProperty("id").GetString()!)
                .Select(id => right.GetValueOrDefault(sectionOf.GetValueOrDefault(id, id))).ToList();
            scored[i] = Scored.Of(found, [.. right.Values]);
        });
        return scored;
    }

    /// <summary>What became of one question.</summary>
    private sealed record Scored(double Ndcg, bool IsFirst, bool IsFound, bool HasAnswer, int Count)
    {
        // Järvelin and Kekäläinen 2002: grades, each divided by the logarithm of its place, as a share of what was possible.
        public static Scored Of(IReadOnlyList<double> found, IReadOnlyList<double> right)
        {
            var ideal = Gain(right.Where(static grade => grade > 0).OrderDescending().Take(Asked));
            return new Scored(ideal > 0 ? Gain(found) / ideal : 0, found is [> 0, ..], found.Any(static grade => grade > 0), ideal > 0, found.Count);
        }

        private static double Gain(IEnumerable<double> grades) => grades.Select(static (grade, i) => grade / Math.Log2(i + 2)).Sum();
    }
}
