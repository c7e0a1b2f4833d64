using System.Text.Json.Serialization;

namespace Oracle.Api.Status;

/// <summary><c>GET /api/health</c>.</summary>
/// <param name="Status"><c>ok</c>; <c>degraded</c>: Chroma or the embedder is away, an audit left drift, or a root's deletions are held; <c>failing</c>: SQLite is away.</param>
/// <param name="Server">Always <c>oracle</c>.</param>
/// <param name="Version">Of this build.</param>
/// <param name="Port">That it listens on.</param>
/// <param name="Oracle"><c>connected</c>, for Oracle V2's clients.</param>
/// <param name="Reason">Why it is not ok; absent where it is.</param>
public sealed record HealthAnswer(
    string Status, string Server, string Version, int Port, string Oracle,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null);

/// <summary><c>GET /health/live</c> and <c>GET /health/ready</c>.</summary>
/// <param name="Status"><c>ok</c> or <c>degraded</c>.</param>
public sealed record ProbeAnswer(string Status);
