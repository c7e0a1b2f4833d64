namespace Oracle.Actors.Auditing;

/// <summary>What a document's record should hold.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="ContentHash">Its hash.</param>
/// <param name="Vector">The vector of its text; null: whichever the record holds.</param>
public sealed record Expectation(string Id, long Revision, string ContentHash, ReadOnlyMemory<float>? Vector);

/// <summary>A record that is not as it should be.</summary>
public sealed record Finding(Expectation Expected, Audit.Drift Drift);
