using System.Text;
using Oracle.Vaults.Walking;

namespace Oracle.Vaults.Reading;

/// <summary>Turns the drafts of one file into its documents.</summary>
internal static class DocumentSet
{
    // Headings repeat the title and ids repeat the path, so a small file of nothing but headings could fill the memory.
    private const int MaxFileCharacters = 64 << 20;
    private const int Overhead = 256;

    // The store takes no more of a document's smaller fields.
    private const int MaxConcepts = 256;
    private const int MaxFieldBytes = 4096;

    /// <exception cref="SkipFileException">A document, or all of them together, would be too large.</exception>
    public static IReadOnlyList<VaultDocument> Of(IEnumerable<Draft> drafts, string sourceFile, Scope scope, List<VaultWarning> warnings)
    {
        var documents = new List<VaultDocument>();
        var characters = 0L;
        foreach (var whole in drafts.Where(draft => draft.Passage is not null || !string.IsNullOrWhiteSpace(draft.Content)))
        {
            var draft = Fitted(whole, warnings);
            if (Encoding.UTF8.GetByteCount(draft.Content) > Vault.MaxFileBytes)
                throw new SkipFileException("has a section that is, with its title, over the limit of 8 MiB; split it");
            characters += draft.Content.Length + draft.Id.Length + Overhead;
            if (characters > MaxFileCharacters)
                throw new SkipFileException("has too many sections; split it");
            var (id, section) = Ids(draft, draft.FileOwnId is null ? scope.Id(draft.Id) : draft.Id);
            documents.Add(new VaultDocument(id, draft.Type, draft.Content, sourceFile, draft.Concepts, draft.Project)
            {
                Title = draft.Title, Aliases = draft.Aliases, Tags = draft.Tags, HeadingPath = draft.HeadingPath,
                SectionId = section,
                Passage = draft.Passage is { Which: var which, Many: var many } ? $"{which}/{many}" : null,
                FileOwn = draft.FileOwnId is { } own ? Ids(draft, scope.Id(own)) : null,
            });
        }

        return documents;
    }

    private static (string Id, string? SectionId) Ids(Draft draft, string named)
    {
        var section = DocumentId.Of(named);
        return (draft.Passage is { Which: > 1 and var number } ? DocumentId.Of(named, number) : section, draft.Passage is null ? null : section);
    }

    // The front matter is cut to what fits where its line is known. This is what comes from elsewhere: tags in the text, Oracle V2's header.
    private static Draft Fitted(Draft draft, List<VaultWarning> warnings)
    {
        var concepts = draft.Concepts.Where(concept => !IsTooLong(concept)).Take(MaxConcepts).ToList();
        var project = draft.Project is { } named && IsTooLong(named) ? null : draft.Project;
        if (concepts.Count == draft.Concepts.Count && project == draft.Project)
            return draft;
        if (!warnings.Exists(warning => warning is { Kind: VaultWarningKind.TooMuch, Line: null }))
            warnings.Add(new VaultWarning(VaultWarningKind.TooMuch, Line: null, Key: null, $"has more than {MaxConcepts} tags, or a tag or project of over {MaxFieldBytes} bytes; the rest is left out"));
        return draft with { Concepts = concepts, Project = project };
    }

    private static bool IsTooLong(string field) => Encoding.UTF8.GetByteCount(field) > MaxFieldBytes;
}
