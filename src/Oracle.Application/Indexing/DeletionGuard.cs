using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Application.Indexing;

/// <summary>What is kept of a root between two listings.</summary>
/// <param name="LastRun">When it was last listed as a whole.</param>
/// <param name="Vanished">How many files went since the last quiet minute.</param>
/// <param name="VanishedAt">When the last of them went.</param>
/// <param name="Held">Deletions that wait for somebody to confirm them; null: none.</param>
internal sealed record RootState(
    DateTimeOffset? LastRun = null, long Vanished = 0, DateTimeOffset? VanishedAt = null, HeldDeletions? Held = null)
{
    /// <summary>Of a root that was never listed.</summary>
    [JsonIgnore]
    public static RootState New { get; } = new();
}

/// <summary>Deletions that are held.</summary>
/// <param name="Files">Of how many files.</param>
/// <param name="Reason">Why, for a person.</param>
/// <param name="Since">Since when.</param>
internal sealed record HeldDeletions(long Files, string Reason, DateTimeOffset Since);

/// <summary>What a listing says of a root, as far as deletions go.</summary>
/// <param name="Known">How many files of the root are known, those that are missing included.</param>
/// <param name="Missing">How many of them are not there any more, and have not moved within the root.</param>
/// <param name="Listed">How many files there are where was looked.</param>
/// <param name="IsWhole">Whether all of the root was looked at, and no missing file left out because it is vanishing right now.</param>
/// <param name="IsSettled">Whether nothing was left out of the listing because it is being written to.</param>
/// <param name="Elsewhere">How many of the missing files lay on a device that nothing of the root lies on now.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Missed(long Known, long Missing, long Listed, bool IsWhole, bool IsSettled, long Elsewhere)
{
    /// <param name="known">The files of the root that are known.</param>
    /// <param name="missing">Those of them that are not there any more, and have not moved within the root.</param>
    /// <param name="listing">What there is.</param>
    /// <param name="device">The device the root lies on.</param>
    /// <param name="isWhole">Whether all of the root was looked at, and no missing file left out.</param>
    /// <param name="isSettled">Whether nothing was left out of the listing because it is being written to.</param>
    public static Missed Of(int known, IReadOnlyCollection<FileRecord> missing, IListing listing, ulong? device, bool isWhole, bool isSettled)
    {
        var devices = missing.Count == 0 ? [] : listing.Files.Values.Select(file => file.Stamp.Device).Append(device ?? 0).Select(each => each.ToString(CultureInfo.InvariantCulture)).ToHashSet(StringComparer.Ordinal);
        // The last part of a stamp. What an earlier Oracle read has none.
        return new Missed(known, missing.Count, listing.Files.Count, isWhole, isSettled, missing.Count(file => file.Stamp.Length > 0 && !devices.Contains(file.Stamp[(file.Stamp.LastIndexOf(':') + 1)..])));
    }
}

/// <summary>
/// Keeps a disk that is away, or a slip of the hand, from deleting a vault. Deletions are held when the root lists empty, when it lies on
/// another device than before, or when more than half of its files and at least 20 went since the last quiet minute. It ends when the files are
/// back, or when somebody confirms it.
/// </summary>
internal static class DeletionGuard
{
    private const int AtLeast = 20;
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <param name="state">What was kept.</param>
    /// <param name="missed">What is missing.</param>
    /// <param name="isConfirmed">Somebody wants it deleted all the same.</param>
    /// <param name="now">The time.</param>
    /// <returns>What to keep, and whether documents of missing files may be deleted.</returns>
    public static (RootState State, bool MayDelete) Decide(RootState state, Missed missed, bool isConfirmed, DateTimeOffset now)
    {
        // A look at a part of the root neither ends what is held nor deletes any of it.
        if (state.Held is not null && !missed.IsWhole && !isConfirmed)
            return (state, false);
        // What went before a quiet minute was meant. While deletions are held no minute is quiet.
        var isQuiet = state.Held is null && (state.VanishedAt is not { } last || now - last >= Quiet || now < last);
        var vanished = isQuiet ? 0 : state.Vanished;
        // What it had, with what came meanwhile and what went: a file is counted where it is counted as gone.
        var files = missed.Known + vanished;
        var isWhole = missed is { IsWhole: true, IsSettled: true };
        var listed = state with
        {
            LastRun = isWhole ? now : state.LastRun,
            Vanished = vanished + missed.Missing,
            VanishedAt = missed.Missing > 0 ? now : state.VanishedAt,
            Held = null,
        };
        if (missed.Missing == 0)
            return (listed, true);
        if (isConfirmed)
            return (listed with { Vanished = 0, VanishedAt = null }, true);
        if (Reason(missed, files, vanished + missed.Missing) is not { } reason)
            return (listed, true);

        return (state with
        {
            LastRun = listed.LastRun, Vanished = vanished, VanishedAt = now, Held = new HeldDeletions(missed.Missing, reason, state.Held?.Since ?? now),
        }, false);
    }

    private static string? Reason(Missed missed, long files, long vanished) =>
        missed.Listed == 0 && (missed.IsWhole || missed.Missing == missed.Known) ? "the folder lists no file at all"
        : missed.Elsewhere > 0 ? "the folder lies on another device than before"
        : vanished >= AtLeast && vanished * 2 > files ? $"{vanished:N0} of {files:N0} files went within a minute of each other"
        : null;
}
