namespace Oracle.Documents;

/// <summary>The folders that were indexed. Ids of documents read from files are relative to their root.</summary>
public interface IRoots
{
    /// <summary>
    /// The root that a path (absolute, normalised) belongs to: the innermost known one that contains it by either of its paths,
    /// else itself, recorded as a new root. The first root's name is empty; later ones carry their folder's
    /// name, with a number behind it where it is taken or documents under it exist.
    /// </summary>
    /// <param name="path">As it was given.</param>
    /// <param name="realPath">The same with its symbolic links resolved.</param>
    /// <param name="made">How it is made, if it is; as any other unless given.</param>
    Task<Root> ForAsync(string path, string realPath, NewRoot? made = null);

    /// <summary>All roots, by their paths.</summary>
    Task<IReadOnlyList<Root>> AllAsync();

    /// <summary>How a root is read, from its next reading on.</summary>
    Task ReadAsync(string name, IReadOnlyList<string> excluded, bool followsLinks);

    /// <summary>Keeps what the last listing found, and since when the folder is missing; null: it is there.</summary>
    /// <param name="name">The root's name.</param>
    /// <param name="state">In words of the caller's own.</param>
    /// <param name="missingSince">Since when its folder is not there.</param>
    Task KeepAsync(string name, string state, DateTimeOffset? missingSince);

    /// <summary>The folder lies elsewhere now. Ids stay.</summary>
    Task MoveAsync(string name, string path, string realPath);

    /// <summary>Ends a root. What documents it still has stay, and belong to no file any more.</summary>
    Task ForgetAsync(string name);

    /// <summary>How many live documents the files of each root have, and how many of its files cannot be read, by its name.</summary>
    Task<IReadOnlyDictionary<string, RootCounts>> CountAsync();
}

/// <summary>How a root is made.</summary>
/// <param name="MayBeFirst">Whether it may be the first, whose ids have no prefix.</param>
/// <param name="IsOwn">Whether it is a root of its own even within another.</param>
/// <param name="IsOfGivenFiles">Whether only files given by name are read of it.</param>
public sealed record NewRoot(bool MayBeFirst = true, bool IsOwn = false, bool IsOfGivenFiles = false);

/// <summary>What a root has.</summary>
/// <param name="Documents">Live documents.</param>
/// <param name="Unreadable">Files that cannot be read at present.</param>
/// <param name="UnreadableSince">Since when the first of them cannot.</param>
public sealed record RootCounts(long Documents, long Unreadable, DateTimeOffset? UnreadableSince);

/// <summary>A root folder and the name that prefixes its documents' ids; empty for the first.</summary>
public sealed record Root(string Path, string Name)
{
    /// <summary>What goes before a path relative to this root.</summary>
    public string Prefix => Name.Length == 0 ? "" : Name + "/";

    /// <summary>The path with its symbolic links resolved, as it was when the root was made; null: an earlier Oracle made it.</summary>
    public string? RealPath { get; init; }

    /// <summary>What of it is left out, in the form of <c>.gitignore</c>.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>What is left out of a root of which only files given by name are read: everything.</summary>
    public static IReadOnlyList<string> Everything { get; } = ["**"];

    /// <summary>Whether only files given by name are read of it.</summary>
    public bool IsOfGivenFiles => Excluded.SequenceEqual(Everything);

    /// <summary>Whether links to folders outside are followed.</summary>
    public bool FollowsLinks { get; init; }

    /// <summary>As <see cref="IRoots.KeepAsync"/> was given it; <c>{}</c> where nothing was.</summary>
    public string State { get; init; } = "{}";

    /// <summary>Since when its folder is not there; null: it is, as far as is known.</summary>
    public DateTimeOffset? MissingSince { get; init; }

    /// <summary>In which order roots were made.</summary>
    public long Number { get; init; }

    /// <summary>Whether a path lies in this root, or is it.</summary>
    public bool Contains(string path, string realPath) => IsWithin(path, Path) || (RealPath is { } real && IsWithin(realPath, real));

    private static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder.EndsWith('/') ? folder : folder + '/', StringComparison.Ordinal);
}
