using System.Text.Json;
using System.Text.Json.Serialization;
using Oracle.Actors.Reindexing;
using Oracle.Documents.Reindexing;

namespace Oracle.Host.Http;

/// <summary>A re-index as clients see it: <c>GET /api/reindex</c>, and the event of the same name.</summary>
internal sealed record ReindexAnswer(
    ReindexState State, int Generation, long Done, long Total, DateTimeOffset? StartedAt, ReindexKind? Kind, string? Model, string? Collection)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The collection that a rollback would go back to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kept { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Advice { get; init; }

    public static ReindexAnswer Of(Reindex.Status status) =>
        (status.Run is { } run ? Of(run) : Idle(status)) with { Kept = status.Kept?.Name, Advice = status.Advice };

    public static ReindexAnswer Of(ReindexRun run) =>
        new(run.State, run.Target.Generation, run.Done, run.Total, run.StartedAt, run.Kind, run.Target.Model, run.Target.Name)
        {
            Error = run.Error,
            FinishedAt = run.FinishedAt,
        };

    /// <summary>Its fields by name, to stand among those of a problem's.</summary>
    public Dictionary<string, object?> Fields() => JsonSerializer.SerializeToElement(this, Json.Options)
        .EnumerateObject().ToDictionary(field => field.Name, field => (object?)field.Value, StringComparer.Ordinal);

    private static ReindexAnswer Idle(Reindex.Status status) =>
        new(ReindexState.Idle, status.Answering?.Generation ?? 0, 0, 0, null, null, status.Answering?.Model, status.Answering?.Name);
}
