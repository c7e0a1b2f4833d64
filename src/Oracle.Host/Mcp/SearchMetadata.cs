using System.Text.Json.Serialization;

namespace Oracle.Host.Mcp;

/// <summary>What stands beside the hits of a search for assistants, as in Oracle V2.</summary>
/// <param name="Mode"><c>hybrid</c>, <c>fts</c> or <c>vector</c>.</param>
/// <param name="Limit">Hits of this page at most, 1 to 100.</param>
/// <param name="Offset">How many were passed over.</param>
/// <param name="Total">How many could be paged through.</param>
/// <param name="FtsMatches">Hits of this page that words found.</param>
/// <param name="VectorMatches">Hits of this page that vectors found.</param>
/// <param name="Sources">The same by what found them.</param>
/// <param name="SearchTime">Milliseconds.</param>
/// <param name="Warning">What is missing, and why; absent where nothing is.</param>
internal sealed record SearchMetadata(
    string Mode, int Limit, int Offset, long Total, int FtsMatches, int VectorMatches, SourceCounts Sources, int SearchTime,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Warning);

/// <summary>How many hits of a page were found by what.</summary>
/// <param name="Fts">By words alone.</param>
/// <param name="Vector">By vectors alone.</param>
/// <param name="Hybrid">By both.</param>
internal sealed record SourceCounts(int Fts, int Vector, int Hybrid);
