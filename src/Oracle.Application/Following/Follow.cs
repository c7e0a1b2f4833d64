using Oracle.Application.Indexing;
using Oracle.Documents;

namespace Oracle.Application.Following;

/// <summary>What VaultFollower understands.</summary>
internal static class Follow
{
    /// <summary>Roots were added, moved or forgotten, or it is time to see whether they are there.</summary>
    public sealed record LookAtRoots
    {
        /// <summary>The only one.</summary>
        public static readonly LookAtRoots Instance = new();
    }

    /// <summary>What a look at the roots found.</summary>
    /// <param name="Roots">Those that there are, each with what its folder is on disk; null: it is not there.</param>
    /// <param name="Dead">Watches that hear nothing any more.</param>
    internal sealed record RootsFound(IReadOnlyList<(Root Root, string? Identity)> Roots, IReadOnlyList<IFolderWatch> Dead);

    /// <summary>A watch has begun, or could not.</summary>
    internal sealed record Watching(string Root, string Identity, IReadOnlyList<WatchedPlace> Places, IFolderWatch? Watch, string? Failure);

    /// <summary>A watch has something to take.</summary>
    internal sealed record Told(string Root);

    /// <summary>Something may be due.</summary>
    internal sealed record Due(string Root);

    /// <summary>A scan has ended.</summary>
    /// <param name="Root">Of which root.</param>
    /// <param name="Scan">What was due.</param>
    /// <param name="End">What it left; null: it failed, or the root is not there.</param>
    /// <param name="Totals">What it did.</param>
    /// <param name="Failure">Why it failed, or null.</param>
    internal sealed record Scanned(string Root, DueScan Scan, ScanEnd? End, IndexTotals Totals, string? Failure);
}
