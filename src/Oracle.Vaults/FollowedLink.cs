namespace Oracle.Vaults;

/// <summary>A symbolic link that was followed: what happens at its target happens at the link as well.</summary>
/// <param name="Path">The link's own full path.</param>
/// <param name="Target">Where it leads; below the root's own path where it leads into the root.</param>
/// <param name="IsFolder">Whether it leads to a folder.</param>
public sealed record FollowedLink(string Path, string Target, bool IsFolder);
