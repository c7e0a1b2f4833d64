namespace Oracle.Host.Cli.Api;

/// <summary>The answer of <c>GET /api/roots</c>.</summary>
internal sealed record RootsAnswer(IReadOnlyList<RootAnswer> Roots);

/// <summary>One root of it.</summary>
internal sealed record RootAnswer(
    string Name, string Path, string State, long Documents, DateTimeOffset? LastRun = null, long Held = 0, string? Reason = null, DateTimeOffset? Since = null, long Unreadable = 0, DateTimeOffset? UnreadableSince = null, RootFollowing? Following = null);

/// <summary>How a root is followed.</summary>
internal sealed record RootFollowing(bool IsWatched, string? Trouble = null);
