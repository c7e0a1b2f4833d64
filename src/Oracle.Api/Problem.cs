using System.Text.Json.Serialization;

namespace Oracle.Api;

/// <summary>Problem details (RFC 9457) as every error has them.</summary>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The status.</param>
/// <param name="Detail">What is wrong, with which field, and what to do.</param>
/// <param name="Error">The same text, for Oracle V2's clients.</param>
/// <param name="Type">A page about the status.</param>
/// <param name="TraceId">Of this request, as the log would have it.</param>
public record Problem(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Title = null, int? Status = null, string? Detail = null, string? Error = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Type = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TraceId = null);
