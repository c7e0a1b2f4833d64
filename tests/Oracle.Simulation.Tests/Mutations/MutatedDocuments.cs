using Oracle.Documents;

namespace Oracle.Simulation.Tests.Mutations;

/// <summary>The real store with another way to delete.</summary>
internal sealed class MutatedDocuments(IDocumentStore inner, Func<string, long?> delete) : IDocumentStore
{
    public Task<AcceptResult> AcceptAsync(IReadOnlyList<DocumentDraft> drafts, DateTimeOffset now) => inner.AcceptAsync(drafts, now);

    public Task<AcceptResult> ReplaceFileAsync(string sourceFile, IReadOnlyList<DocumentDraft> drafts, DateTimeOffset now, FileRecord? file = null) =>
        inner.ReplaceFileAsync(sourceFile, drafts, now, file);

    public Task<AcceptResult> MoveFileAsync(string from, IReadOnlyList<DocumentDraft> drafts, DateTimeOffset now, FileRecord file) =>
        inner.MoveFileAsync(from, drafts, now, file);

    public Task<long?> DeleteAsync(string id, DateTimeOffset now) => Task.FromResult(delete(id));

    public Task<Document?> FindAsync(string id) => inner.FindAsync(id);

    public Task<IReadOnlyList<string>> UntitledFilesAsync(string root) => inner.UntitledFilesAsync(root);
}
