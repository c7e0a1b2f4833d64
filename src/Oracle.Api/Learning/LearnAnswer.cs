namespace Oracle.Api.Learning;

/// <summary>The body of <c>POST /api/learn</c>.</summary>
/// <param name="Pattern">What was learned; its first line is the title.</param>
/// <param name="Source">Where from.</param>
/// <param name="Concepts">A list, or one text with commas.</param>
/// <param name="Project">Such as <c>github.com/owner/repository</c>.</param>
/// <param name="Cwd">The folder that its user works in; says the project where nothing else does.</param>
/// <param name="Origin">Taken for Oracle V2's clients, and not used.</param>
public sealed record LearnOrder(
    string Pattern, string? Source = null, IReadOnlyList<string>? Concepts = null, string? Project = null, string? Cwd = null, string? Origin = null);

/// <summary><c>POST /api/learn</c>: the note is on disk and in the store.</summary>
/// <param name="Success">Always true.</param>
/// <param name="File">The note's file, relative to its root.</param>
/// <param name="Id">The document's.</param>
public sealed record LearnAnswer(bool Success, string File, string Id);
