using Markdig;
using Markdig.Syntax;

namespace Oracle.Vaults.Notes;

/// <summary>A stretch of a file from one <c>##</c> heading to the next.</summary>
/// <param name="Heading">Its heading as plain text; null for what stands before the first one.</param>
/// <param name="Text">The source, heading line included, not trimmed: all sections in a row are the whole body.</param>
internal sealed record Section(string? Heading, string Text);

/// <summary>
/// What Markdig finds of <c>#</c> and <c>##</c> headings outside code, HTML, lists and quotes. Underlined headings
/// (setext) do not count: a line of hyphens below a paragraph is as often meant as a rule.
/// </summary>
internal sealed record Outline(string? Title, IReadOnlyList<Section> Sections)
{
    // Longer ones are paragraphs by mistake; an id keeps at most 512 bytes of them anyway.
    private const int MaxHeadingLength = 1_000;

    public static Outline Of(string body)
    {
        var headings = Blocks.Of(body).OfType<HeadingBlock>().ToList();
        var title = headings.Find(heading => heading.Level == 1) is { } first ? PlainText(first, body) : null;
        var starts = headings.Where(heading => heading.Level == 2).ToList();
        var sections = new List<Section>(starts.Count + 1)
        {
            new(null, body[..(starts.Count == 0 ? body.Length : LineStart(starts[0], body))]),
        };
        for (var i = 0; i < starts.Count; i++)
        {
            var end = i + 1 < starts.Count ? LineStart(starts[i + 1], body) : body.Length;
            sections.Add(new Section(PlainText(starts[i], body), body[LineStart(starts[i], body)..end]));
        }

        return new Outline(string.IsNullOrEmpty(title) ? null : title, sections);
    }

    private static int LineStart(HeadingBlock heading, string body) =>
        heading.Span.Start == 0 ? 0 : body.LastIndexOf('\n', heading.Span.Start - 1) + 1;

    private static string PlainText(HeadingBlock heading, string body)
    {
        var source = body.Substring(heading.Span.Start, Math.Min(heading.Span.Length, MaxHeadingLength));
        try
        {
            return Markdown.ToPlainText(source).Trim();
        }
        catch (ArgumentException)
        {
            return source.Trim('#', ' ', '\t', '\n');
        }
    }
}
