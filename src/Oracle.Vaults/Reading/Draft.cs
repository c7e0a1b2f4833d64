namespace Oracle.Vaults.Reading;

/// <summary>A document before it knows its source file: the id has no prefix and no limit yet.</summary>
internal sealed record Draft(string Id, string Type, string Content, IReadOnlyList<string> Concepts, string? Project);
