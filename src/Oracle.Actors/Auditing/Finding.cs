using Oracle.Actors.Syncing;

namespace Oracle.Actors.Auditing;

/// <summary>What a document's record should hold.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="ContentHash">Its hash.</param>
/// <param name="Facts">What it says of the document.</param>
/// <param name="Vector">The vector of its text; null: whichever the record holds.</param>
public sealed record Expectation(string Id, long Revision, string ContentHash, RecordFacts Facts, ReadOnlyMemory<float>? Vector);

/// <summary>A record that is not as it should be.</summary>
public sealed record Finding(Expectation Expected, Audit.Drift Drift);
