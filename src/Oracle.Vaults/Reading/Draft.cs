namespace Oracle.Vaults.Reading;

/// <summary>A document before it knows its source file: the id has no prefix and no limit yet, and of a passage it is that of its section.</summary>
internal sealed record Draft(string Id, string Type, string Content, IReadOnlyList<string> Concepts, string? Project)
{
    public string? Title { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? HeadingPath { get; init; }

    /// <summary>Which passage of its section this is, and of how many; null: it is the whole.</summary>
    public (int Which, int Many)? Passage { get; init; }

    /// <summary>Where its id is the same whatever root its file lies in: one that no other root can have, once the prefix stands before it. Null: the id gets the prefix.</summary>
    public string? FileOwnId { get; init; }
}
