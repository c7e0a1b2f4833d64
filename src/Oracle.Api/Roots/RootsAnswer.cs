using System.Text.Json.Serialization;

namespace Oracle.Api.Roots;

/// <summary><c>GET /api/roots</c>: the folders that are known.</summary>
/// <param name="Roots">By their names.</param>
public sealed record RootsAnswer(IReadOnlyList<RootAnswer> Roots);

/// <summary>One root.</summary>
/// <param name="Name">What commands call it.</param>
/// <param name="Path">Its folder, absolute.</param>
/// <param name="State"><c>ok</c>, <c>missing</c>, <c>unreadable</c> or <c>held</c>.</param>
/// <param name="Documents">Live documents of its files.</param>
/// <param name="LastRun">When all of it was last listed, UTC.</param>
/// <param name="Held">Files whose deletion waits for somebody to confirm it.</param>
/// <param name="Reason">Why it is in this state; absent where it is ok.</param>
/// <param name="Since">Since when; absent where it is ok.</param>
/// <param name="Unreadable">How many of its files cannot be read; their documents stay as they were.</param>
/// <param name="UnreadableSince">Since when the first of them cannot; absent where all can.</param>
/// <param name="Excluded">What is left out of it, in the form of <c>.gitignore</c>.</param>
/// <param name="FollowsLinks">Whether links out of it are followed.</param>
/// <param name="OnlyGiven">Whether nothing is read of it but files that were given by name.</param>
/// <param name="Following">How the following goes; absent where it is not followed.</param>
public sealed record RootAnswer(
    string Name, string Path, string State, long Documents, DateTimeOffset? LastRun = null, long Held = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Since = null,
    long Unreadable = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? UnreadableSince = null,
    IReadOnlyList<string>? Excluded = null, bool FollowsLinks = false, bool OnlyGiven = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RootFollowing? Following = null);

/// <summary>How a root is followed.</summary>
/// <param name="IsWatched">Whether the system tells what happens; else it is only listed from time to time.</param>
/// <param name="Trouble">Why it is not watched, or null.</param>
/// <param name="Events">How many events there were.</param>
/// <param name="Overflows">How often events were lost.</param>
/// <param name="FoundByListing">How many files a listing found changed that no event told of.</param>
/// <param name="Remade">How often the watch was made anew, because it had ended without a word or had missed something.</param>
/// <param name="ListedAt">When all of it was listed last, UTC; null: not yet since the host started.</param>
public sealed record RootFollowing(
    bool IsWatched, string? Trouble = null, long Events = 0, long Overflows = 0, long FoundByListing = 0, long Remade = 0, DateTimeOffset? ListedAt = null);

/// <summary>The body of <c>POST /api/roots/move</c>.</summary>
/// <param name="Name">Of the root.</param>
/// <param name="Path">Where it lies now, absolute.</param>
public sealed record MoveRootOrder(string Name, string Path);

/// <summary>The body of <c>POST /api/roots/confirm</c>.</summary>
/// <param name="Name">Of the root whose held deletions are meant.</param>
public sealed record ConfirmRootOrder(string Name);

/// <summary><c>POST /api/roots/move</c>.</summary>
/// <param name="Name">Of the root.</param>
/// <param name="Path">Where it lies now.</param>
/// <param name="Merged">Roots that were made of that folder meanwhile, and were taken up into it.</param>
public sealed record MovedRootAnswer(string Name, string Path, IReadOnlyList<MergedRoot> Merged);

/// <summary>A root that was the same folder as another.</summary>
/// <param name="Name">What it was called.</param>
/// <param name="Documents">How many documents it had.</param>
public sealed record MergedRoot(string Name, long Documents);

/// <summary><c>POST /api/roots/confirm</c>.</summary>
/// <param name="Name">Of the root.</param>
/// <param name="WasHeld">Whether anything was held; else nothing was done.</param>
/// <param name="DeletedFiles">Files whose documents were deleted.</param>
public sealed record ConfirmedRootAnswer(string Name, bool WasHeld, int DeletedFiles);

/// <summary><c>DELETE /api/roots</c>.</summary>
/// <param name="Name">Of the root that is forgotten.</param>
/// <param name="DeletedDocuments">Documents that were deleted. No file was touched.</param>
public sealed record ForgottenRootAnswer(string Name, int DeletedDocuments);
