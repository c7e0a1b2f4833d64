using System.Text.Json.Serialization;

namespace Oracle.Host.Cli.Api;

/// <summary><c>GET /api/search</c>, as far as it is shown.</summary>
/// <param name="Results">Best first.</param>
/// <param name="Degraded">Chroma could not be asked.</param>
/// <param name="Coverage">Share of live documents that are synced, 0 to 1.</param>
internal sealed record SearchAnswer(IReadOnlyList<SearchHit> Results, bool Degraded, double Coverage);

/// <summary>One result. The snippet is HTML: what was found stands within <c>&lt;mark&gt;</c>.</summary>
internal sealed record SearchHit(
    string Id, string Type, string Snippet, string Source, double Score,
    string? Title = null, [property: JsonPropertyName("heading_path")] string? HeadingPath = null, int? More = null);
