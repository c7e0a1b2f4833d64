namespace Oracle.Documents;

/// <summary>What names a document besides its text, and where it stands in a longer one.</summary>
/// <param name="Title">Its title, or null.</param>
/// <param name="Aliases">Other names it goes by; each is searched like the title.</param>
/// <param name="Tags">Its tags as they were written.</param>
/// <param name="HeadingPath">The headings above it, outermost first, or null.</param>
/// <param name="SectionId">The id of the section that this is a passage of, or null.</param>
/// <param name="Passage">Which passage of how many, as <c>2/5</c>; given where the section is, and only there.</param>
public sealed record Labels(
    string? Title = null, IReadOnlyList<string>? Aliases = null, IReadOnlyList<string>? Tags = null, string? HeadingPath = null,
    string? SectionId = null, string? Passage = null)
{
    /// <summary>None of them.</summary>
    public static readonly Labels None = new();
}
