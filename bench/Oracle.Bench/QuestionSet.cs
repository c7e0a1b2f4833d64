using System.Text.Json;

namespace Oracle.Bench;

/// <summary>A text that is searched.</summary>
internal sealed record SetDocument(string Id, string Title, string Text);

/// <summary>A question, and how good an answer each document is; none where it means nothing.</summary>
internal sealed record SetQuestion(string Text, IReadOnlyDictionary<string, double> Right);

/// <summary>Documents and questions of a file.</summary>
internal sealed record QuestionSet(string Name, IReadOnlyList<SetDocument> Documents, IReadOnlyList<SetQuestion> Questions)
{
    /// <summary>Reads XQuAD's form (SQuAD's: data, paragraphs, context, qas) or that of docs and queries.</summary>
    public static QuestionSet Read(FileInfo file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
        var root = json.RootElement;
        return root.TryGetProperty("data", out var data) ? Paragraphs(file.Name, data)
            : root.TryGetProperty("docs", out var docs) && root.TryGetProperty("queries", out var queries) ? Documented(file.Name, docs, queries)
            : throw new InvalidDataException($"{file.FullName}: neither 'data' nor 'docs' and 'queries' are in it.");
    }

    private static QuestionSet Paragraphs(string name, JsonElement data)
    {
        var (documents, questions) = (new List<SetDocument>(), new List<SetQuestion>());
        foreach (var paragraph in data.EnumerateArray().SelectMany(static article => article.GetProperty("paragraphs").EnumerateArray()))
        {
            var id = $"p{documents.Count}";
            documents.Add(new SetDocument(id, "", paragraph.GetProperty("context").GetString()!));
            questions.AddRange(paragraph.GetProperty("qas").EnumerateArray().Select(qa => new SetQuestion(qa.GetProperty("question").GetString()!, new Dictionary<string, double> { [id] = 1 })));
        }

        return new QuestionSet(name, documents, questions);
    }

    private static QuestionSet Documented(string name, JsonElement docs, JsonElement queries) => new(
        name,
        [.. docs.EnumerateArray().Select(static doc => new SetDocument(
            doc.GetProperty("id").ToString(), doc.TryGetProperty("title", out var title) ? title.GetString()! : "", doc.GetProperty("text").GetString()!))],
        [.. queries.EnumerateArray().Select(static query => new SetQuestion(
            query.GetProperty("text").GetString()!, query.GetProperty("rel").EnumerateObject().ToDictionary(static rel => rel.Name, static rel => rel.Value.GetDouble())))]);
}
