namespace Oracle.Testing;

/// <summary>One line of a <see cref="Ledger"/>.</summary>
/// <param name="Id">The document.</param>
/// <param name="Text">What was sent; null for a deletion.</param>
/// <param name="Revision">What the host answered, if it said so.</param>
/// <param name="Acknowledged">False when it was sent and its answer is not known.</param>
public sealed record LedgerEntry(string Id, string? Text, long? Revision, bool Acknowledged);
