using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Application.Indexing;

/// <summary>What is done with a file that was opened. Decided by what was read and what is known from before, and by nothing else.</summary>
internal abstract record ReadAction
{
    // An editor that truncates a file and then writes it is done by then.
    private static readonly TimeSpan QuietOfEmpty = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan QuietOfChanging = TimeSpan.FromMilliseconds(500);

    /// <summary>It is read again later.</summary>
    public sealed record Postpone(PostponedFile File) : ReadAction;

    /// <summary>It cannot be read. Its documents stay, and if there are any they say so.</summary>
    public sealed record Leave(string Reason, FileRecord? Record) : ReadAction;

    /// <summary>It says what it said before.</summary>
    public sealed record Keep(VaultFile File, FileRecord Record) : ReadAction;

    /// <summary>Its documents are stored.</summary>
    /// <param name="File">The file.</param>
    /// <param name="Record">What is kept of it.</param>
    /// <param name="From">The source file it had before it moved; null: it did not.</param>
    public sealed record Store(VaultFile File, FileRecord Record, string? From) : ReadAction;

    /// <summary>It went away; what becomes of its documents is decided by the next listing.</summary>
    public sealed record Ignore : ReadAction;

    /// <param name="root">The name of its root.</param>
    /// <param name="file">As it was listed.</param>
    /// <param name="read">What the reading gave.</param>
    /// <param name="wishes">Of the scan.</param>
    /// <param name="moves">Files that are missing, one of which it may have been.</param>
    /// <param name="at">When the reading began.</param>
    public static ReadAction Of(string root, FileToRead file, VaultItem read, ScanWishes wishes, MoveMatches moves, DateTimeOffset at)
    {
        var (listed, before) = file;
        switch (read)
        {
            case SkippedFile skipped when before is null && moves.TakeUnread(listed.Stamp) is { } old:
                return new Leave(skipped.Reason, old with { Unreadable = $"lies at {listed.Path} now: {skipped.Reason}", UnreadableSince = old.UnreadableSince ?? at });
            case SkippedFile skipped:
                return new Leave(skipped.Reason, before is null ? null : before with { Unreadable = skipped.Reason, UnreadableSince = before.UnreadableSince ?? at });
            case UnsettledFile:
                return new Postpone(new PostponedFile(listed.Path, at + QuietOfChanging, Empty: null));
            case VaultFile found when LooksUnfinished(found, before, wishes, at) is { } later:
                return new Postpone(new PostponedFile(listed.Path, later, found.Stamp));
            case VaultFile found when before?.Hash != found.Hash && at - found.Stamp.ChangedAt is var age && age >= TimeSpan.Zero && age < wishes.Settle:
                return new Postpone(new PostponedFile(listed.Path, found.Stamp.ChangedAt + wishes.Settle, Empty: null));
            case VaultFile found:
                var record = new FileRecord(found.SourceFile, root, found.Stamp.ToString(), found.Hash, listed.Rule, at, found.Documents.Count, listed.IsGiven) { Warnings = FileWarnings.Text(found.Warnings) };
                return before is not null && before.Hash == found.Hash && before.Rule == listed.Rule
                    ? new Keep(found, record)
                    : new Store(found, record, before is null ? moves.Take(record) : null);
            default:
                return new Ignore();
        }
    }

    // A file that is empty may be on its way to its next content. What was so when it was read before is so.
    private static DateTimeOffset? LooksUnfinished(VaultFile file, FileRecord? before, ScanWishes wishes, DateTimeOffset now)
    {
        if (file.Stamp.Size > 0 || before?.Hash == file.Hash || (wishes.SeenEmpty.TryGetValue(file.Path, out var seen) && seen == file.Stamp))
            return null;
        var quiet = file.Stamp.ChangedAt + QuietOfEmpty;
        return quiet <= now ? null : quiet > now + QuietOfEmpty ? now + QuietOfEmpty : quiet;
    }
}
