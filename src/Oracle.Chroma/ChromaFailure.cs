namespace Oracle.Chroma;

/// <summary>What a failed call means for whoever made it.</summary>
public enum ChromaFailureKind
{
    /// <summary>The server cannot be reached or turns calls away: 429, 503, 504, refused, lost before anything was sent. Try again later.</summary>
    Unavailable,

    /// <summary>Somebody has to change a setting, here or at the server: 401, 403, 409, 410, 415, 501, no Chroma at that address.</summary>
    Configuration,

    /// <summary>The collection exists, but is not as asked for: another space, dimension or owner.</summary>
    Mismatch,

    /// <summary>The request is wrong in itself and will be the next time: 400, 422, and the errors of SQLite that Chroma wraps in a 500.</summary>
    Rejected,

    /// <summary>The body is larger than the server takes (413) or this client sends. Halve the batch.</summary>
    TooLarge,

    /// <summary>Refused by this client before anything was sent. <see cref="ChromaFailure.RecordIndex"/> says which record, where one is to blame.</summary>
    Invalid,

    /// <summary>Chroma does not know the collection: it was deleted, or made anew with another UUID.</summary>
    NotFound,

    /// <summary>Nobody knows whether it happened: time-out, lost after sending, 500, an answer that is not Chroma's. Read back.</summary>
    Ambiguous,

    /// <summary>"Error in compaction": the collection's index is broken. When it comes again and again, rebuild into a new collection.</summary>
    Broken,
}

/// <summary>Why a call did not succeed.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Message">One line for a person, with Chroma's own words where it said any; at most about 1,000 characters, no control characters.</param>
/// <param name="StatusCode">The HTTP status, if there was an answer.</param>
/// <param name="RetryAfter">How long the server asks to wait.</param>
/// <param name="RecordIndex">Which record of the batch is to blame, counted from 0, if one is.</param>
public sealed record ChromaFailure(
    ChromaFailureKind Kind,
    string Message,
    int? StatusCode = null,
    TimeSpan? RetryAfter = null,
    int? RecordIndex = null)
{
    /// <summary>
    /// Whether a write may have been, or may still be, applied. A 504 is among them: the proxy gave up waiting, the server behind it did not.
    /// </summary>
    public bool MaybeApplied => Kind is ChromaFailureKind.Ambiguous or ChromaFailureKind.Broken || StatusCode == 504;
}
