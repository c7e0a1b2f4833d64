using Oracle.Api.Listing;
using Oracle.Api.Status;
using Oracle.Documents;

namespace Oracle.Application.Listing;

/// <summary>Documents in lists, without a query: as in Oracle V2.</summary>
public sealed class ListService(IDocumentLists lists)
{
    // How Oracle V2's clients say that any type will do.
    private const string AnyType = "all";
    private const int Standard = 10;
    private const int MostOfAPage = 100;
    private const int MostConcepts = 200;

    private static readonly string[] Reflected = ["principle", "learning"];

    /// <summary>A page of documents, the one that was indexed last first.</summary>
    /// <param name="type">Only of this type; null or <c>all</c>: of any.</param>
    /// <param name="limit">1 to 100; more is 10, as in Oracle V2, and less is 1.</param>
    /// <param name="offset">How many are passed over; less than 0 is 0.</param>
    /// <param name="byFile">Whether a file counts once.</param>
    public async Task<ListAnswer> ListAsync(string? type, int limit, int offset, bool byFile)
    {
        (limit, offset) = (limit > MostOfAPage ? Standard : Math.Max(limit, 1), Math.Max(offset, 0));
        var page = await lists.ListAsync(Wanted(type), byFile, limit, offset);
        return new ListAnswer(
            [.. page.Documents.Select(one => new ListEntry(one.Id, one.Type, one.Content, one.SourceFile, one.Concepts, one.Project, one.IndexedAt.ToUnixTimeMilliseconds(), one.Title))],
            page.Total, offset, limit);
    }

    /// <summary>Any principle or learning; null: there is none.</summary>
    public async Task<ListedDocument?> ReflectAsync() => await lists.AnyAsync(Reflected);

    /// <summary>The concepts that most documents have.</summary>
    /// <param name="type">Of documents of this type; null or <c>all</c>: of any.</param>
    /// <param name="limit">Brought within 1 to 200.</param>
    public async Task<ConceptsAnswer> ConceptsAsync(string? type, int limit)
    {
        var (top, all) = await lists.ConceptsAsync(Wanted(type), Math.Clamp(limit, 1, MostConcepts));
        return new ConceptsAnswer([.. top.Select(concept => new ConceptBlock(concept.Name, concept.Count))], all, Wanted(type) ?? AnyType);
    }

    private static string? Wanted(string? type) => type is null or "" or AnyType ? null : type;
}
