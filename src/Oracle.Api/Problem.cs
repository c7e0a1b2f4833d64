namespace Oracle.Api;

/// <summary>Problem details (RFC 9457) as every error has them.</summary>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The status.</param>
/// <param name="Detail">What is wrong, with which field, and what to do.</param>
/// <param name="Error">The same text, for Oracle V2's clients.</param>
public sealed record Problem(string? Title = null, int? Status = null, string? Detail = null, string? Error = null);
