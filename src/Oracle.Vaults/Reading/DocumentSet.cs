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
    public static IReadOnlyList<VaultDocument> Of(IEnumerable<Draft> drafts, FoundFile file, Scope scope)
    {
        var documents = new List<VaultDocument>();
        var characters = 0L;
        foreach (var draft in drafts.Where(draft => draft.Passage is not null || !string.IsNullOrWhiteSpace(draft.Content)))
        {
            if (Encoding.UTF8.GetByteCount(draft.Content) > Vault.MaxFileBytes)
                throw new SkipFileException("has a section that is, with its title, over the limit of 8 MiB; split it");
            if (draft.Concepts.Count > MaxConcepts)
                throw new SkipFileException($"has {draft.Concepts.Count} tags, over the limit of {MaxConcepts}");
            if (draft.Aliases.Count > MaxConcepts)
                throw new SkipFileException($"has {draft.Aliases.Count} aliases, over the limit of {MaxConcepts}");
            if (draft.Concepts.Concat(draft.Aliases).Append(draft.Type).Append(draft.Project ?? "").Append(draft.Title ?? "").Any(IsTooLong))
                throw new SkipFileException($"has a title, alias, tag, type or project of over {MaxFieldBytes} bytes");
            characters += draft.Content.Length + draft.Id.Length + Overhead;
            if (characters > MaxFileCharacters)
                throw new SkipFileException("has too many sections; split it");
            var section = DocumentId.Of(scope.Prefix + draft.Id);
            var id = draft.Passage is { Which: > 1 and var number } ? DocumentId.Of(scope.Prefix + draft.Id, number) : section;
            documents.Add(new VaultDocument(id, draft.Type, draft.Content, scope.SourceFile(file.Relative), draft.Concepts, draft.Project)
            {
                Title = draft.Title, Aliases = draft.Aliases, Tags = draft.Tags, HeadingPath = draft.HeadingPath,
                SectionId = draft.Passage is null ? null : section,
                Passage = draft.Passage is { Which: var which, Many: var many } ? $"{which}/{many}" : null,
            });
        }

        return documents;
    }

    private static bool IsTooLong(string field) => Encoding.UTF8.GetByteCount(field) > MaxFieldBytes;
}
