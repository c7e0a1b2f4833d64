namespace Oracle.Api.Indexing;

/// <summary>The body of <c>POST /api/index</c>.</summary>
/// <param name="Paths">Absolute.</param>
/// <param name="DeleteMissing">Delete documents of files that are gone.</param>
/// <param name="Force">Even where so many went that it is held otherwise.</param>
/// <param name="Exclude">What is left out from now on; null: as before.</param>
/// <param name="FollowLinks">Whether links out of the folder are followed from now on; null: as before.</param>
public sealed record IndexOrder(
    IReadOnlyList<string> Paths, bool DeleteMissing = false, bool Force = false, IReadOnlyList<string>? Exclude = null, bool? FollowLinks = null);
