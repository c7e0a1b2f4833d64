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
        foreach (var draft in drafts.Where(draft => !string.IsNullOrWhiteSpace(draft.Content)))
        {
            if (Encoding.UTF8.GetByteCount(draft.Content) > Vault.MaxFileBytes)
                throw new SkipFileException("has a section that is, with its title, over the limit of 8 MiB; split it");
            if (draft.Concepts.Count > MaxConcepts)
                throw new SkipFileException($"has {draft.Concepts.Count} tags, over the limit of {MaxConcepts}");
            if (draft.Concepts.Append(draft.Type).Append(draft.Project ?? "").Any(IsTooLong))
                throw new SkipFileException($"has a tag, type or project of over {MaxFieldBytes} bytes");
            characters += draft.Content.Length + draft.Id.Length + Overhead;
            if (characters > MaxFileCharacters)
                throw new SkipFileException("has too many sections; split it");
            documents.Add(new VaultDocument(
                DocumentId.Of(scope.Prefix + draft.Id), draft.Type, draft.Content,
                scope.SourceFile(file.Relative), draft.Concepts, draft.Project));
        }

        return documents;
    }

    private static bool IsTooLong(string field) => Encoding.UTF8.GetByteCount(field) > MaxFieldBytes;
}
