using Oracle.Vaults.Reading;

namespace Oracle.Vaults.Notes;

/// <summary>Any Markdown outside Oracle V2's layout: a document for what stands before the first <c>##</c> and one for each section.</summary>
internal static class Note
{
    private const string DefaultType = "note";

    // A longer "title" is a paragraph with a '#' before it, and would be repeated in every section.
    private const int MaxTitleLength = 200;

    public static IEnumerable<Draft> Drafts(string relative, string text)
    {
        var frontmatter = Frontmatter.Of(text, out var bodyStart);
        var outline = Outline.Of(text[bodyStart..]);
        var title = frontmatter.Title ?? outline.Title;
        if (outline.Sections.All(section => string.IsNullOrWhiteSpace(section.Text)))
        {
            return frontmatter.Title is null
                ? throw new SkipFileException("has no text besides its frontmatter") { HoldsNoText = true }
                : [Draft(relative, frontmatter.Title)];
        }

        var slugs = new Slugs();
        return outline.Sections
            .Where(section => !string.IsNullOrWhiteSpace(section.Text))
            .Select(section => Draft(IdOf(section), Titled(title, section.Text.TrimEnd().TrimStart('\n'))));

        string IdOf(Section section) => section.Heading is null ? relative : $"{relative}#{slugs.Next(section.Heading)}";

        Draft Draft(string id, string content) =>
            new(id, frontmatter.Type ?? DefaultType, content, frontmatter.Tags, frontmatter.Project);
    }

    /// <summary>A section alone rarely says what its file is about; with the title before it, a search for both finds it.</summary>
    private static string Titled(string? title, string content) =>
        title is null || title.Length > MaxTitleLength || Says(content, title) ? content : $"{title}\n\n{content}";

    // "tar" is not said by "start".
    private static bool Says(string content, string title)
    {
        for (var at = Find(0); at >= 0; at = Find(at + 1))
        {
            if (!IsWord(at - 1) && !IsWord(at + title.Length))
                return true;
        }

        return false;

        int Find(int from) => content.IndexOf(title, from, StringComparison.OrdinalIgnoreCase);
        bool IsWord(int at) => at >= 0 && at < content.Length && char.IsLetterOrDigit(content[at]);
    }
}
