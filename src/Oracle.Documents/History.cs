namespace Oracle.Documents;

/// <summary>What another store knew of a document that is taken over from it. A time that is null is that of the taking over.</summary>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
/// <param name="IndexedAt">When it was indexed last.</param>
/// <param name="Origin">Whose it is, in that store's words.</param>
public sealed record History(
    DateTimeOffset? CreatedAt = null, DateTimeOffset? UpdatedAt = null, DateTimeOffset? IndexedAt = null, string? Origin = null)
{
    /// <summary>What came in its place; a document that has this is kept, and found by no search.</summary>
    public Supersession? Superseded { get; init; }
}

/// <summary>That a document was superseded.</summary>
/// <param name="By">The id of what came in its place, or null where nothing did.</param>
/// <param name="At">When, or null where nobody wrote it down; one of the two is there.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record Supersession(string? By, DateTimeOffset? At, string? Reason);
