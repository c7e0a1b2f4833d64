using System.Text.Json;
using Oracle.Testing;

namespace Oracle.Embeddings.Tests.Hash;

/// <summary>
/// Finds the paragraph that answers a question (XQuAD: 240 paragraphs, 1,190 questions, the same in both languages).
/// Measured with hash-384-v1: English recall@1 0.782, @10 0.950, MRR 0.846; Thai 0.768, 0.950, 0.834.
/// The floors leave room for honest changes and catch a broken tokenizer.
/// </summary>
public sealed class XquadRetrievalTests
{
    [SkippableTheory]
    [InlineData("en")]
    [InlineData("th")]
    public void The_right_paragraph_is_mostly_first_and_nearly_always_among_ten(string language)
    {
        var file = Path.GetFullPath(Repository.PathTo("..", "shared", "retrieval", $"xquad.{language}.json"));
        Skip.IfNot(File.Exists(file), $"{file} is missing.");
        var (paragraphs, questions) = Read(file);
        var vectors = paragraphs.Select(Vectors.Of).ToArray();

        var ranks = questions.Select(question => Rank(Vectors.Of(question.Text), vectors, question.Paragraph)).ToArray();

        Assert.Equal((240, 1190), (vectors.Length, ranks.Length));
        Assert.True(ranks.Count(rank => rank == 1) > 0.70 * ranks.Length, $"first: {ranks.Count(rank => rank == 1)} of {ranks.Length}");
        Assert.True(ranks.Count(rank => rank <= 10) > 0.90 * ranks.Length, $"among ten: {ranks.Count(rank => rank <= 10)} of {ranks.Length}");
    }

    private static int Rank(float[] query, float[][] vectors, int right)
    {
        var similarities = Array.ConvertAll(vectors, vector => Vectors.Similarity(query, vector));
        return similarities.Count(similarity => similarity >= similarities[right]);
    }

    private static (List<string> Paragraphs, List<(string Text, int Paragraph)> Questions) Read(string file)
    {
        var paragraphs = new List<string>();
        var questions = new List<(string, int)>();
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var article in json.RootElement.GetProperty("data").EnumerateArray())
        {
            foreach (var paragraph in article.GetProperty("paragraphs").EnumerateArray())
            {
                foreach (var question in paragraph.GetProperty("qas").EnumerateArray())
                    questions.Add((question.GetProperty("question").GetString()!, paragraphs.Count));
                paragraphs.Add(paragraph.GetProperty("context").GetString()!);
            }
        }

        return (paragraphs, questions);
    }
}
