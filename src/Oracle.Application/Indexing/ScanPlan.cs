using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Application.Indexing;

/// <summary>What is to be done with the files of a root, by what is known of them and what a listing found. Nothing is opened to say it.</summary>
/// <param name="Read">Files to open: unknown ones, and those that cannot be trusted to be what they were.</param>
/// <param name="Same">Files that are what they were.</param>
/// <param name="Gone">Files that are not there any more.</param>
/// <param name="Blind">Files of which nothing can be said, each with the reason. Their documents stay.</param>
internal sealed record ScanPlan(IReadOnlyList<FileToRead> Read, IReadOnlyList<FileRecord> Same, IReadOnlyList<FileRecord> Gone, IReadOnlyList<(FileRecord File, string Reason)> Blind)
{
    /// <summary>Whether further files are vanishing right now.</summary>
    public bool IsVanishing { get; init; }

    // The kernel's clock for files is coarse: a second change within one tick of it would leave the same stamp.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    /// <param name="known">The files of the root that were read before.</param>
    /// <param name="listing">What there is now, of all of the root or a part of it.</param>
    /// <param name="isUnsettled">Files that are being written to right now, by their paths: nothing is done with them.</param>
    /// <param name="now">The time.</param>
    public static ScanPlan Of(IReadOnlyList<FileRecord> known, IListing listing, Func<string, bool> isUnsettled, DateTimeOffset now)
    {
        var byName = known.ToDictionary(file => file.SourceFile, StringComparer.Ordinal);
        var (read, same) = (new List<FileToRead>(), new List<FileRecord>());
        foreach (var file in listing.Files.Values.Where(file => !isUnsettled(file.Path)))
        {
            var before = byName.GetValueOrDefault(file.SourceFile);
            if (before is not null && IsTrusted(before, file, now))
                same.Add(before);
            else
                read.Add(new FileToRead(file, before));
        }

        var missing = known.Where(file => !listing.Files.ContainsKey(file.SourceFile) && listing.Covers(file.SourceFile)).ToLookup(file => isUnsettled(listing.PathOf(file.SourceFile)));
        var others = missing[false].ToList();
        return new ScanPlan(
            [.. read.OrderBy(file => file.Listed.SourceFile, StringComparer.Ordinal)], same,
            [.. others.Where(file => listing.IsGone(file.SourceFile, file.IsGiven)).OrderBy(file => file.SourceFile, StringComparer.Ordinal)],
            [.. others.Select(file => (file, Reason: listing.Blinded(file.SourceFile))).Where(each => each.Reason is not null).Select(each => (each.file, each.Reason!))])
        {
            IsVanishing = missing[true].Any(file => listing.IsGone(file.SourceFile, file.IsGiven)),
        };
    }

    /// <summary>
    /// Files that went, which wait for those that are vanishing right now: one command that deletes many is one deletion, and the guard has to
    /// see all of it.
    /// </summary>
    /// <param name="missing">Those that went and have not moved.</param>
    /// <param name="listing">What there is.</param>
    /// <param name="wishes">Of the scan.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<PostponedFile> Waiting(IReadOnlyList<FileRecord> missing, IListing listing, ScanWishes wishes, DateTimeOffset now) =>
        wishes.Settle > TimeSpan.Zero && IsVanishing ? [.. missing.Select(file => new PostponedFile(listing.PathOf(file.SourceFile), now + wishes.Settle, Empty: null))] : [];

    // By size, times and number. Not where what was told of it is not known, the clock was set back since, or the file changed in the tick in which it was read.
    private static bool IsTrusted(FileRecord before, ListedFile file, DateTimeOffset now) =>
        before is { Unreadable: null, Warnings: not null } && before.Rule == file.Rule && before.Stamp == file.Stamp.ToString()
        && before.ReadAt <= now && file.Stamp.ChangedAt < before.ReadAt - Tick;
}

/// <summary>A file to open, and what is known of it from before; null: nothing.</summary>
internal sealed record FileToRead(ListedFile Listed, FileRecord? Before);
