using System.Text;
using System.Text.Json;
using Oracle.Testing;

namespace Oracle.Bench;

/// <summary>Documents into a host, until both stores hold them.</summary>
internal static class Filling
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Each as a document of its own; which section each is: itself.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> AsDocumentsAsync(RunningOracle host, QuestionSet set, CancellationToken cancel)
    {
        await PostAsync(host, set.Documents.Select(static document => JsonSerializer.Serialize(
            new { id = document.Id, title = document.Title.Length > 0 ? document.Title : null, content = document.Text })), cancel);
        return set.Documents.ToDictionary(static document => document.Id, static document => document.Id);
    }

    /// <summary>So many to one <c>##</c> section of a vault; which section each is in.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> AsSectionsAsync(RunningOracle host, QuestionSet set, int many, string vault, Uri chroma, string data)
    {
        Directory.CreateDirectory(vault);
        var sections = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (documents, number) in set.Documents.Chunk(many).Select(static (chunk, i) => (chunk, i)))
        {
            await File.WriteAllTextAsync(Path.Combine(vault, $"s{number:D4}.md"), $"## Section {number}\n\n" + string.Join("\n\n", documents.Select(static document => document.Text.Replace('\n', ' '))) + "\n");
            foreach (var document in documents)
                sections[document.Id] = $"s{number:D4}";
        }

        var indexed = await OracleProcess.RunAsync(["index", vault, "--data-dir", data], chroma);
        if (indexed.ExitCode != 0)
            throw new InvalidOperationException(indexed.Error);
        await SyncedAsync(host);
        // A result's id is that of its section or passage, whose file's name is the section's.
        return new SectionsById(sections);
    }

    /// <summary>Lines of NDJSON, and waits until all are synced.</summary>
    public static async Task PostAsync(RunningOracle host, IEnumerable<string> lines, CancellationToken cancel)
    {
        foreach (var chunk in lines.Chunk(10_000))
        {
            using var body = new StringContent(string.Join('\n', chunk), Encoding.UTF8, "application/x-ndjson");
            using var answer = await host.Http.PostAsync("/api/documents", body, cancel);
            answer.EnsureSuccessStatusCode();
        }

        await SyncedAsync(host);
    }

    private static Task SyncedAsync(RunningOracle host) => Eventually.True(
        async () => (await host.GetAsync("/api/search?q=x&mode=fts&content=none")).GetProperty("coverage").GetDouble() >= 1, Patience);

    // A paragraph's id leads to its section; so does the id of a result, which begins with the file's name.
    private sealed class SectionsById(IReadOnlyDictionary<string, string> sections) : Dictionary<string, string>(sections), IReadOnlyDictionary<string, string>
    {
        bool IReadOnlyDictionary<string, string>.TryGetValue(string key, out string value)
        {
            value = TryGetValue(key, out var known) ? known : key.Split('.', '#', '~')[0].Split('/')[^1];
            return true;
        }
    }
}
