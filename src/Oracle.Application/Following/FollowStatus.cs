using System.Collections.Immutable;

namespace Oracle.Application.Following;

/// <summary>How the following of a root goes.</summary>
/// <param name="IsWatched">Whether the system tells what happens; else it is only listed from time to time.</param>
/// <param name="Trouble">Why it is not watched, or null.</param>
/// <param name="Events">How many events there were.</param>
/// <param name="Overflows">How often events were lost.</param>
/// <param name="FoundByListing">How many files a listing found changed that no event told of.</param>
/// <param name="Remade">How often the watch was made anew, because it had ended without a word or had missed something.</param>
/// <param name="ListedAt">When all of it was listed last; null: not yet since the host started.</param>
/// <param name="IsScanning">Whether it, or a part of it, is read at the moment.</param>
public sealed record FollowStatus(bool IsWatched = false, string? Trouble = null, long Events = 0, long Overflows = 0, long FoundByListing = 0, long Remade = 0, DateTimeOffset? ListedAt = null,
    bool IsScanning = false);

/// <summary>The roots that are followed, by their names. Published by VaultFollower alone, read by anybody.</summary>
public sealed class FollowSnapshot
{
    private volatile ImmutableDictionary<string, FollowStatus> _roots = ImmutableDictionary<string, FollowStatus>.Empty;

    /// <summary>As they stand; empty where nothing is followed.</summary>
    public IReadOnlyDictionary<string, FollowStatus> Roots => _roots;

    internal void Publish(ImmutableDictionary<string, FollowStatus> roots) => _roots = roots;
}
