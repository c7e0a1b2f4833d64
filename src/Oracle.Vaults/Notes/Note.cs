using Oracle.Vaults.Reading;

namespace Oracle.Vaults.Notes;

/// <summary>
/// Any Markdown outside Oracle V2's layout: a document for what stands before the first heading of level 1 or 2 and one for each section,
/// or for each of its passages where it is long. Each knows the title of its part. A note without text is its title.
/// </summary>
internal static class Note
{
    private const string DefaultType = "note";

    // A longer heading is a paragraph by mistake, and every section would carry it.
    private const int MaxTitleLength = 200;

    // What the store takes in a field, whatever the script.
    private const int MaxGivenTitleLength = 1_000;

    // One file is stored in one transaction. With more headings than this it is a list or was made by a program.
    private const int MaxSections = 5_000;

    public static IEnumerable<Draft> Drafts(string relative, string text, List<VaultWarning> warnings)
    {
        var frontmatter = Frontmatter.Of(text);
        warnings.AddRange(frontmatter.Warnings);
        var sections = Bounded(Outline.Of(Readable(relative, frontmatter, text[frontmatter.BodyStart..])), warnings);
        var first = sections[0].Title;
        var title = frontmatter.Title is { Length: <= MaxGivenTitleLength } given ? given : IsTitle(first) ? first : NameOf(relative);
        if (sections.All(section => string.IsNullOrWhiteSpace(section.Text)))
            return [Draft(relative, title, frontmatter.Title ?? title, frontmatter.Tags)];

        var slugs = new Slugs();
        // A tag before the first section is the whole note's; one within a section is that section's.
        var ofNote = frontmatter.Tags.Concat(InlineTags.Of(sections[0].Text)).ToList();
        return sections
            .Where(section => !string.IsNullOrWhiteSpace(section.Text))
            .SelectMany(section => Pieces(IdOf(section), section, WithoutBlankEnds(section.Text)));

        string IdOf(Section section) => section.Heading is null ? relative : $"{relative}#{slugs.Next(section.Heading)}";

        IEnumerable<Draft> Pieces(string id, Section section, string content)
        {
            var passages = Passages.Of(content);
            var concepts = ofNote.Concat(section.Heading is null ? [] : InlineTags.Of(section.Text)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            // The front matter names the part that the first heading does; a later part has a title of its own.
            var own = section.Title != first && IsTitle(section.Title) ? section.Title : title;
            return passages.Select((passage, i) => Draft(id, own, passage, concepts) with
            {
                HeadingPath = section.Heading,
                Passage = passages.Count == 1 ? null : (i + 1, passages.Count),
            });
        }

        Draft Draft(string id, string title, string content, IReadOnlyList<string> concepts) => new(id, frontmatter.Type ?? DefaultType, content, concepts, frontmatter.Project)
        {
            Title = title, Aliases = frontmatter.Aliases, Tags = frontmatter.Tags,
        };
    }

    private static string Readable(string relative, Frontmatter frontmatter, string body) =>
        EncodedText.Without(Comments.Without(Drawing.Is(relative, frontmatter) ? Drawing.TextOf(body) : body));

    // What stands under further headings belongs to the last section, and is split as any long one.
    private static IReadOnlyList<Section> Bounded(IReadOnlyList<Section> sections, List<VaultWarning> warnings)
    {
        if (sections.Count <= MaxSections)
            return sections;
        warnings.Add(new VaultWarning(VaultWarningKind.TooMuch, Line: null, Key: null, $"has {sections.Count:N0} sections; from the {MaxSections:N0}th on they are one. Split the file to find them one by one"));
        return [.. sections.Take(MaxSections - 1), sections[MaxSections - 1] with { Text = string.Concat(sections.Skip(MaxSections - 1).Select(section => section.Text)) }];
    }

    private static bool IsTitle([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? heading) => heading is { Length: <= MaxTitleLength };

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
