using System.Globalization;
using Oracle.Actors.Ports;
using Oracle.Api.Listing;
using Oracle.Documents;

namespace Oracle.Application.Listing;

/// <summary>One document as Oracle V2 reads, makes and changes it.</summary>
public sealed class DocService(IDocumentStore documents, IDocumentWriter writer, TimeProvider clock)
{
    /// <summary>The document; the id of a section gives the whole of it.</summary>
    /// <exception cref="RequestFailedException">There is none of this id.</exception>
    public async Task<DocAnswer> FindAsync(string id)
    {
        var document = await ExistingAsync(id);
        return new DocAnswer(document.Id, document.Type, document.Content, document.SourceFile, document.Concepts, document.Project);
    }

    /// <summary>Makes a document.</summary>
    /// <exception cref="RequestFailedException">A field breaks a rule, or there is a document of this id.</exception>
    public async Task<DocStoredAnswer> AddAsync(DocOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var id = string.IsNullOrEmpty(order.Id) ? $"{order.Type}_{clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}_{Guid.NewGuid():N}" : order.Id;
        return await StoreAsync(new DocumentDraft(
            id, order.Content, order.Type, order.SourceFile ?? $"imported/{id}.md", Lowered(order.Concepts ?? []), order.Project?.ToLowerInvariant(), "import-obsidian")
        {
            // Whether there is one is asked where it is stored: two clients may add the same at once.
            IsOnlyAdded = true,
        });
    }

    /// <summary>Changes a document; what the change does not name stays.</summary>
    /// <exception cref="RequestFailedException">There is none of this id, nothing is changed, or a field breaks a rule.</exception>
    public async Task<DocStoredAnswer> ChangeAsync(string id, DocChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var old = await ExistingAsync(id);
        if (change is { Content: null, Concepts: null })
            throw RequestFailedException.BadInput("content: and concepts: are missing; give one of them");
        // What an indexing brought stays the indexing's: the file replaces it when it changes.
        return await StoreAsync(new DocumentDraft(
            old.Id, change.Content ?? old.Content, old.Type, old.SourceFile, change.Concepts is { } concepts ? Lowered(concepts) : old.Concepts, old.Project, old.CreatedBy)
        {
            Labels = old.Labels with { SectionId = null, Passage = null },
        });
    }

    private async Task<Document> ExistingAsync(string id) =>
        await documents.FindAsync(id) ?? throw RequestFailedException.NotFound($"There is no document '{id}'.");

    private async Task<DocStoredAnswer> StoreAsync(DocumentDraft draft)
    {
        var result = await writer.StoreAsync([draft]);
        return result.Rejected switch
        {
            [] => new DocStoredAnswer(true, draft.Id),
            [{ Error: DocumentDraft.IsThere }] => throw new RequestFailedException(FailureKind.Conflict, $"Document already exists: {draft.Id}"),
            [var rejected, ..] => throw RequestFailedException.BadInput(rejected.Error),
        };
    }

    private static IReadOnlyList<string> Lowered(IReadOnlyList<string> concepts) => [.. concepts.Select(concept => concept.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];
}
