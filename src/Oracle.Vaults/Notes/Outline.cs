using Markdig;
using Markdig.Syntax;

namespace Oracle.Vaults.Notes;

/// <summary>A stretch of a file from one heading of level 1 or 2 to the next.</summary>
/// <param name="Heading">Its heading as plain text; null for what the file begins with, also where that is a heading of level 1.</param>
/// <param name="Title">The heading of level 1 that it stands under, as plain text; before the first one, that one. Null where there is none.</param>
/// <param name="Text">The source, heading line included, not trimmed: all sections in a row are the whole body.</param>
internal sealed record Section(string? Heading, string? Title, string Text);

/// <summary>What Markdig finds of headings outside code, HTML, lists and quotes. Underlined headings (setext) count.</summary>
internal static class Outline
{
    // Longer ones are paragraphs by mistake; an id keeps at most 512 bytes of them anyway.
    private const int MaxHeadingLength = 1_000;

    /// <summary>The sections in order; at least one.</summary>
    public static IReadOnlyList<Section> Of(string body)
    {
        var headings = Blocks.Of(body).OfType<HeadingBlock>().Where(heading => heading.Level <= 2)
            .Select(heading => (heading.Level, From: Blocks.Lines(heading, body).From, Text: PlainText(heading, body))).ToList();
        var title = headings.Where(heading => heading.Level == 1).Select(heading => heading.Text).FirstOrDefault();
        // The heading that a file begins with is its title and no section of its own.
        var starts = headings is [(1, var first, _), ..] && string.IsNullOrWhiteSpace(body[..first]) ? headings.Skip(1).ToList() : headings;
        var sections = new List<Section>(starts.Count + 1)
        {
            new(null, NullIfEmpty(title), body[..(starts.Count == 0 ? body.Length : starts[0].From)]),
        };
        foreach (var (i, start) in starts.Index())
        {
            title = start.Level == 1 ? start.Text : title;
            sections.Add(new Section(start.Text, NullIfEmpty(title), body[start.From..(i + 1 < starts.Count ? starts[i + 1].From : body.Length)]));
        }

        return sections;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

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
