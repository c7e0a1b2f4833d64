using Oracle.Api.Listing;
using Oracle.Application.Indexing;
using Oracle.Documents;
using Oracle.Vaults;
using Oracle.Vaults.OracleV2;

namespace Oracle.Application.Listing;

/// <summary>Whole files and whole documents. A file is read only where it was indexed from.</summary>
public sealed class ReadService(IDocumentStore documents, IDocumentLists lists, IRoots roots)
{
    /// <summary>Reads by a document's id, or by a file's name as documents carry it.</summary>
    /// <exception cref="RequestFailedException">Neither or both are given, or there is no such thing.</exception>
    public async Task<ReadAnswer> ReadAsync(string? file, string? id)
    {
        if ((file, id) is (null or "", null or ""))
            throw RequestFailedException.BadInput("file: or id: is missing; give one of them");
        if (!string.IsNullOrEmpty(id))
        {
            var document = await documents.FindAsync(id) ?? throw RequestFailedException.NotFound($"There is no document '{id}'.");
            return await OnDiskAsync(document.SourceFile) is { } found
                ? new ReadAnswer(found.Text, document.SourceFile, found.Path, "file", document.Project)
                : AsStored(document.Content, document);
        }

        var known = await lists.OfFileAsync(file!);
        // Learn answers the file as it lies in its root, and documents carry the root's name before it.
        if (known.Count == 0 && LearnedNote.NameIn(file!) is { } name && await documents.FindAsync(LearnedNote.IdOf(name)) is { SourceFile.Length: > 0 } learned)
            return await ReadAsync(learned.SourceFile, id: null);
        if (known.Count == 0)
            throw RequestFailedException.NotFound($"There is no indexed file '{file}'.");
        if (await OnDiskAsync(file!) is { } text)
            return new ReadAnswer(text.Text, file!, text.Path, "file", known[0].Project);
        var whole = string.Join("\n\n", known.Select(one => one.Content));
        return await documents.FindAsync(known[0].Id) is { } first ? AsStored(whole, first) : new ReadAnswer(whole, file!, null, "fts_cache", known[0].Project);
    }

    private static ReadAnswer AsStored(string text, Document document) =>
        new(text, document.SourceFile, null, "fts_cache", document.Project, SourceStates.Of(document.UnreadableSince), document.UnreadableSince);

    // Only what an index run has read, which never led out of its root.
    private async Task<(string Text, string Path)?> OnDiskAsync(string sourceFile)
    {
        if (sourceFile.Length == 0 || await lists.RootOfAsync(sourceFile) is not { } name)
            return null;
        var all = await roots.AllAsync();
        if (all.FirstOrDefault(root => root.Name == name) is not { } root)
            return null;
        return await Task.Run(() => Vault.WholeText(RootStates.Folder(root, all), sourceFile));
    }
}
