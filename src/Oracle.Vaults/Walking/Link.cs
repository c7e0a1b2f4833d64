namespace Oracle.Vaults.Walking;

/// <summary>What a symbolic link within a vault means.</summary>
internal static class Link
{
    public const string Nowhere = "is a link that leads nowhere or in a circle";

    public static string Outwards(string target) =>
        $"is a link out of the folder, to {target}, and is not followed; index that path by itself, or follow links, if it belongs here";

    /// <returns>A file to read, an obstacle to report, or null where there is nothing to say.</returns>
    public static Found? Look(Scope scope, string link, string relative)
    {
        var target = RealPath.Of(link);
        var isFolder = target is not null && Directory.Exists(target);
        if (!isFolder && !MayBeMarkdown(Path.GetFileName(link), target))
            return null;
        if (target is null)
            return new Obstacle(link, relative, Nowhere, IsLink: true);
        if (!scope.Contains(target))
            return new Obstacle(link, relative, Outwards(target), IsLink: true);
        if (!isFolder)
            return new FoundFile(link, relative, target);
        return LeadsBack(link, target)
            ? new Obstacle(link, relative, $"is a link back to {target}, which contains it, and is not followed", IsLink: true)
            : null;
    }

    // A broken link without an extension may have been a folder.
    private static bool MayBeMarkdown(string name, string? target) =>
        FileName.IsMarkdown(name) || (target is null && !Path.HasExtension(name));

    /// <summary>Whether a link to a folder leads to one that the link itself lies in.</summary>
    public static bool LeadsBack(string link, string target) =>
        RealPath.Of(Path.GetDirectoryName(link)!) is { } folder
        && Scope.IsWithin(folder, target);
}
