using Oracle.Documents;

namespace Oracle.Simulation.Tests.Mutations;

/// <summary>The real store with another way to delete.</summary>
internal sealed class MutatedDocuments(IDocumentStore inner, Func<string, long?> delete) : IDocumentStore
{
    public Task<AcceptResult> AcceptAsync(IReadOnlyList<DocumentDraft> drafts, DateTimeOffset now) => inner.AcceptAsync(drafts, now);

    public Task<AcceptResult> ReplaceFileAsync(string sourceFile, IReadOnlyList<DocumentDraft> drafts, DateTimeOffset now) =>
        inner.ReplaceFileAsync(sourceFile, drafts, now);

    public Task<long?> DeleteAsync(string id, DateTimeOffset now) => Task.FromResult(delete(id));

    public Task<Document?> FindAsync(string id) => inner.FindAsync(id);

    public Task<IReadOnlyList<string>> SourceFilesAsync(string folder) => inner.SourceFilesAsync(folder);

    public Task<IReadOnlyList<string>> UntitledFilesAsync(string folder) => inner.UntitledFilesAsync(folder);
}
