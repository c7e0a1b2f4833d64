namespace Oracle.Testing;

/// <summary>How both stores came to agree.</summary>
/// <param name="Took">From the last fault to the reading at which they agreed.</param>
/// <param name="Documents">How many live documents there are.</param>
/// <param name="Quarantined">Documents that were set aside, and why.</param>
public sealed record Agreed(TimeSpan Took, int Documents, IReadOnlyList<string> Quarantined);
