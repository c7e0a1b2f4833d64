using Akka.Hosting;
using Oracle.Actors.Hosting;
using Oracle.Actors.Indexing;
using Oracle.Documents;

namespace Oracle.Actors.Ports;

/// <summary>Stores and deletes documents. What it answers is on disk.</summary>
public interface IDocumentWriter
{
    /// <summary>Stores documents in one transaction.</summary>
    /// <exception cref="StoreUnavailableException">Nothing of it was stored.</exception>
    /// <exception cref="NotAnsweringException">Nobody knows whether it was.</exception>
    Task<AcceptResult> StoreAsync(IReadOnlyList<DocumentDraft> drafts);

    /// <summary>Stores what a file yields and deletes what it no longer yields; without a record, of a file that is gone.</summary>
    /// <exception cref="StoreUnavailableException">Nothing of it was stored.</exception>
    /// <exception cref="NotAnsweringException">Nobody knows whether it was.</exception>
    Task<AcceptResult> ReplaceFileAsync(string sourceFile, IReadOnlyList<DocumentDraft> drafts, FileRecord? file = null);

    /// <summary>Stores what a file yields at its new place, and deletes what it yielded at its old one.</summary>
    /// <exception cref="StoreUnavailableException">Nothing of it was stored.</exception>
    /// <exception cref="NotAnsweringException">Nobody knows whether it was.</exception>
    Task<AcceptResult> MoveFileAsync(string from, IReadOnlyList<DocumentDraft> drafts, FileRecord file);

    /// <summary>Deletes documents, and gives the revision of each deletion; ids that were not there are missing.</summary>
    /// <exception cref="StoreUnavailableException">None was deleted.</exception>
    /// <exception cref="NotAnsweringException">Nobody knows whether they were.</exception>
    Task<IReadOnlyDictionary<string, long>> DeleteAsync(IReadOnlyList<string> ids);
}

/// <summary>DocumentIndexer as others see it.</summary>
public sealed class DocumentWriter(IRequiredActor<ActorKeys.DocumentIndexer> indexer) : IDocumentWriter
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public Task<AcceptResult> StoreAsync(IReadOnlyList<DocumentDraft> drafts) => AcceptAsync(new Indexer.IndexDocuments(drafts));

    /// <inheritdoc />
    public Task<AcceptResult> ReplaceFileAsync(string sourceFile, IReadOnlyList<DocumentDraft> drafts, FileRecord? file = null) =>
        AcceptAsync(new Indexer.ReplaceFile(sourceFile, drafts, file));

    /// <inheritdoc />
    public Task<AcceptResult> MoveFileAsync(string from, IReadOnlyList<DocumentDraft> drafts, FileRecord file) =>
        AcceptAsync(new Indexer.MoveFile(from, drafts, file));

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<string, long>> DeleteAsync(IReadOnlyList<string> ids) => await AskAsync(new Indexer.DeleteDocuments(ids)) switch
    {
        Indexer.Deleted deleted => deleted.Revisions,
        var other => throw Asking.Unknown(other, nameof(DocumentIndexer)),
    };

    private async Task<AcceptResult> AcceptAsync(object request) => await AskAsync(request) switch
    {
        AcceptResult result => result,
        var other => throw Asking.Unknown(other, nameof(DocumentIndexer)),
    };

    private async Task<object> AskAsync(object request)
    {
        var answer = await indexer.ActorRef.AskAsync(request, Within, "The host is busy or shutting down; try again.");
        return answer is Indexer.Refused refused ? throw new StoreUnavailableException(refused.Reason) : answer;
    }
}
