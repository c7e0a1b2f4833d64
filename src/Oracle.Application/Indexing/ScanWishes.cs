using Oracle.Vaults;

namespace Oracle.Application.Indexing;

/// <summary>How a part of a root is scanned.</summary>
/// <param name="Deletes">Whether documents of files that are gone are deleted, as far as the guard lets them.</param>
/// <param name="IsConfirmed">Whether they are deleted though the guard would hold them.</param>
internal sealed record ScanWishes(bool Deletes, bool IsConfirmed = false)
{
    /// <summary>Files that are being written to right now, by their paths.</summary>
    public Func<string, bool> IsUnsettled { get; init; } = _ => false;

    /// <summary>Whether there are any: then a listing of the whole root says nothing of the root as a whole.</summary>
    public bool AnyUnsettled { get; init; }

    /// <summary>
    /// So long nothing must have happened to a file before it is read, and to the files that vanish before one of them is taken for gone. Zero
    /// where a person asks: what there is now counts.
    /// </summary>
    public TimeSpan Settle { get; init; }

    /// <summary>Whether this is a second look, at what the first one put off.</summary>
    public bool IsAgain { get; init; }

    /// <summary>Files that were seen empty before, with their stamps then: this reading of them counts.</summary>
    public IReadOnlyDictionary<string, FileStamp> SeenEmpty { get; init; } = new Dictionary<string, FileStamp>();
}

/// <summary>What a scan leaves.</summary>
/// <param name="Later">Files to read again.</param>
/// <param name="Links">Links that it followed.</param>
/// <param name="Given">All files of the root that were given by name.</param>
internal sealed record ScanEnd(IReadOnlyList<PostponedFile> Later, IReadOnlyList<FollowedLink> Links, IReadOnlyList<string> Given);

/// <summary>A file to read again.</summary>
/// <param name="Path">Its path.</param>
/// <param name="At">Not before.</param>
/// <param name="Empty">What the system said of it when it was seen empty; null: it was changing, or others were vanishing with it.</param>
internal sealed record PostponedFile(string Path, DateTimeOffset At, FileStamp? Empty);
