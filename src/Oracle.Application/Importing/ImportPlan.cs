using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Application.Importing;

/// <summary>A document that is to be stored.</summary>
/// <param name="Draft">All of it but its content.</param>
/// <param name="Texts">The rows of <c>oracle_fts</c> that make its content.</param>
internal sealed record PlannedDocument(DocumentDraft Draft, IReadOnlyList<long> Texts);

/// <summary>What is stored of an Oracle V2 database, and what is not. Decided by its rows, and by nothing else.</summary>
internal sealed record ImportPlan(IReadOnlyList<PlannedDocument> Documents, IReadOnlyList<Merged> Merged, IReadOnlyList<LeftOut> LeftOut)
{
    /// <param name="rows">Its documents.</param>
    /// <param name="orphans">Ids of texts that no document has.</param>
    /// <param name="prefix">What goes before the ids and source files of the memory's files here.</param>
    public static ImportPlan Of(IReadOnlyList<V2Document> rows, IReadOnlyList<string> orphans, string prefix = "")
    {
        var (named, twice) = Named(rows);
        var (whole, chunks) = Chunks.Join([.. named.Where(row => row.Texts.Count > 0)]);
        var (kept, styles) = FileIds.Join(whole);
        IReadOnlyList<Merged> merged = [.. twice, .. chunks, .. styles];
        var now = kept.ToDictionary(row => row.Id, row => Prefix(row, prefix) + row.Id, StringComparer.Ordinal);
        var into = merged.Where(row => row.Id != row.Into).ToLookup(row => row.Id, row => row.Into, StringComparer.Ordinal);
        return new ImportPlan(
            [.. kept.Select(row => new PlannedDocument(Draft(row, prefix, Id), row.Texts))],
            [.. merged.Select(row => row with { Into = Id(row.Into) })],
            [.. named.Where(row => row.Texts.Count == 0).Select(WithoutText), .. orphans.Select(WithoutDocument)]);

        // What was merged may have been merged into what was merged.
        string Id(string id) => into[id].FirstOrDefault() is { } next ? Id(next) : now.GetValueOrDefault(id, id);
    }

    // Names on a disk of macOS come in another normal form. Two rows can have one id then, and the later counts.
    private static (IReadOnlyList<V2Document> Rows, IReadOnlyList<Merged> Twice) Named(IReadOnlyList<V2Document> rows)
    {
        var byId = rows.Select(row => row with { Id = V2Values.Nfc(row.Id), SourceFile = V2Values.Nfc(row.SourceFile) })
            .GroupBy(row => row.Id, StringComparer.Ordinal)
            .Select(same => same.OrderByDescending(row => row.Texts.Count > 0).ThenByDescending(row => row.UpdatedAt).ToList())
            .ToList();
        return ([.. byId.Select(same => same[0])],
            [.. byId.SelectMany(same => same.Skip(1)).Select(row => new Merged(row.Id, row.Id, "has the id of another one, written otherwise in Unicode"))]);
    }

    private static DocumentDraft Draft(V2Document row, string prefix, Func<string, string> idOf)
    {
        var id = idOf(row.Id);
        var superseded = row.Superseded is { By: { } by } known ? known with { By = idOf(by) } : row.Superseded;
        return new DocumentDraft(
            id, "", row.Type.Length > 0 ? row.Type : DocumentDraft.DefaultType, Prefix(row, prefix) + row.SourceFile,
            V2Values.Concepts(row.Concepts), V2Values.Project(row.Project), row.CreatedBy)
        {
            History = new History(row.CreatedAt, row.UpdatedAt, row.IndexedAt, row.Origin)
            {
                // What came in its place is itself now.
                Superseded = superseded?.By == id ? null : superseded,
            },
        };
    }

    private static string Prefix(V2Document row, string prefix) => Vault.IsOfMemory(row.SourceFile) ? prefix : "";

    private static LeftOut WithoutText(V2Document row) => new(row.Id, row.Superseded is { By: null }
        ? "was deleted in Oracle V2, which has no text of it any more"
        : "has no text in Oracle V2; if its file is still there, index it");

    private static LeftOut WithoutDocument(string id) => new(id, "is a text that no document of Oracle V2 has, such as one that was deleted");
}
