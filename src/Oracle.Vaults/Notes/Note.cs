using Oracle.Vaults.Reading;

namespace Oracle.Vaults.Notes;

/// <summary>
/// Any Markdown outside Oracle V2's layout: a document for what stands before the first <c>##</c> and one for each section,
/// or for each of its passages where it is long. Each knows the note's title. A note without text is its title.
/// </summary>
internal static class Note
{
    private const string DefaultType = "note";

    // A longer heading is a paragraph by mistake, and every section would carry it.
    private const int MaxTitleLength = 200;

    // What the store takes in a field, whatever the script.
    private const int MaxGivenTitleLength = 1_000;

    public static IEnumerable<Draft> Drafts(string relative, string text)
    {
        var frontmatter = Frontmatter.Of(text, out var bodyStart);
        var outline = Outline.Of(text[bodyStart..]);
        var title = frontmatter.Title is { Length: <= MaxGivenTitleLength } given ? given
            : outline.Title is { Length: <= MaxTitleLength } heading ? heading
            : NameOf(relative);
        if (outline.Sections.All(section => string.IsNullOrWhiteSpace(section.Text)))
            return [Draft(relative, frontmatter.Title ?? title)];

        var slugs = new Slugs();
        return outline.Sections
            .Where(section => !string.IsNullOrWhiteSpace(section.Text))
            .SelectMany(section => Pieces(IdOf(section), section.Heading, WithoutBlankEnds(section.Text)));

        string IdOf(Section section) => section.Heading is null ? relative : $"{relative}#{slugs.Next(section.Heading)}";

        IEnumerable<Draft> Pieces(string id, string? heading, string content)
        {
            var passages = Passages.Of(content);
            return passages.Select((passage, i) => Draft(id, passage) with
            {
                HeadingPath = heading,
                Passage = passages.Count == 1 ? null : (i + 1, passages.Count),
            });
        }

        Draft Draft(string id, string content) => new(id, frontmatter.Type ?? DefaultType, content, frontmatter.Tags, frontmatter.Project)
        {
            Title = title, Aliases = frontmatter.Aliases, Tags = frontmatter.Tags,
        };
    }

    // The first line that is not blank keeps its indentation, which means something in Markdown.
    private static string WithoutBlankEnds(string text)
    {
        var first = 0;
        while (char.IsWhiteSpace(text[first]))
            first++;
        return text[(text.LastIndexOf('\n', first) + 1)..].TrimEnd();
    }

    private static string NameOf(string relative)
    {
        var name = relative[(relative.LastIndexOf('/') + 1)..];
        return name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : name;
    }
}
