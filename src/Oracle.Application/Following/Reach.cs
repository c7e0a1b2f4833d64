using System.Collections.Immutable;
using Oracle.Application.Indexing;
using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Application.Following;

/// <summary>Where the files of a root lie, so far as it is not simply in its folder: behind links, and where they were given by name.</summary>
/// <param name="Links">The links that are followed.</param>
/// <param name="Given">Files that were given by name.</param>
internal sealed record Reach(ImmutableHashSet<FollowedLink> Links, ImmutableHashSet<string> Given)
{
    /// <summary>Nothing but its folder.</summary>
    public static readonly Reach Nowhere = new([], []);

    /// <summary>What a scan found of it.</summary>
    /// <param name="place">The folder that was scanned; of links elsewhere nothing is said.</param>
    /// <param name="end">What it left.</param>
    /// <returns>This one where it is the same.</returns>
    public Reach After(string place, ScanEnd end)
    {
        ImmutableHashSet<FollowedLink> links = [.. Links.Where(link => !Vault.IsWithin(link.Path, place)), .. end.Links];
        ImmutableHashSet<string> given = [.. end.Given];
        return links.SetEquals(Links) && given.SetEquals(Given) ? this : new Reach(links, given);
    }

    /// <summary>What has to be watched.</summary>
    public IReadOnlyList<WatchedPlace> Places(Root root)
    {
        var folder = new WatchedPlace(root.Path, IsWithAllBelow: !root.IsOfGivenFiles);
        var others = Links.Select(link => link.IsFolder ? new WatchedPlace(link.Target, IsWithAllBelow: true) : Beside(link.Target))
            .Concat(root.IsOfGivenFiles ? Given.Select(Beside) : [])
            .Where(place => !(folder.IsWithAllBelow ? Vault.IsWithin(place.Path, folder.Path) : place.Path == folder.Path));
        return [folder, .. others.Distinct().OrderBy(place => place.Path, StringComparer.Ordinal)];
    }

    /// <summary>Where something happened, as the root sees it: one path may be several, and one beside its files is none.</summary>
    /// <param name="root">The root's folder.</param>
    /// <param name="path">Where.</param>
    public IEnumerable<string> Seen(string root, string path) =>
        (Vault.IsWithin(path, root) ? [path] : Enumerable.Empty<string>())
        .Concat(Links.Where(link => Vault.IsWithin(path, link.Target)).Select(link => Path.Join(link.Path, path[link.Target.Length..])));

    private static WatchedPlace Beside(string file) => new(Path.GetDirectoryName(file) ?? file, IsWithAllBelow: false);
}
