using Oracle.Actors.Ports;
using Oracle.Api.Documents;
using Oracle.Documents;

namespace Oracle.Application.Storing;

/// <summary>Reads and deletes documents.</summary>
public sealed class DocumentService(IDocumentStore documents, IDocumentWriter writer)
{
    /// <summary>The document; the id of a section gives the whole of it.</summary>
    /// <exception cref="RequestFailedException">There is none of this id.</exception>
    public async Task<DocumentAnswer> FindAsync(string id)
    {
        var document = await documents.FindAsync(id) ?? throw Unknown(id);
        var (labels, sync) = (document.Labels, document.Sync);
        return new DocumentAnswer(
            document.Id, document.Type, document.Content, document.SourceFile, document.Concepts,
            new DocumentSync(
                Words.Of(sync.Status), document.Revision, sync.SyncedRevision, sync.Attempts, sync.LastAttempt, sync.NextAttempt, sync.Error, Words.Of(sync.Failure)),
            labels.Title, labels.Aliases, labels.Tags, labels.HeadingPath, labels.SectionId, labels.Passage, document.Project, document.CreatedBy,
            document.CreatedAt, document.UpdatedAt, document.ContentHash, document.Revision, SourceStates.Of(document.UnreadableSince), document.UnreadableSince);
    }

    /// <summary>Deletes a document; the id of a section takes all its passages.</summary>
    /// <exception cref="RequestFailedException">There is none of this id.</exception>
    /// <exception cref="StoreUnavailableException">The deletion was not stored.</exception>
    public async Task<DeletedAnswer> DeleteAsync(string id) =>
        (await writer.DeleteAsync([id])).TryGetValue(id, out var revision) ? new DeletedAnswer(id, revision) : throw Unknown(id);

    private static RequestFailedException Unknown(string id) => RequestFailedException.NotFound($"There is no document '{id}'.");
}
