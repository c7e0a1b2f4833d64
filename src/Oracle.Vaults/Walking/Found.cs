namespace Oracle.Vaults.Walking;

/// <param name="Path">Full path as spelled on disk.</param>
/// <param name="Relative">The same relative to the root, with '/' and in NFC.</param>
internal abstract record Found(string Path, string Relative);

/// <param name="Path">Full path as spelled on disk.</param>
/// <param name="Relative">The same relative to the root, with '/' and in NFC.</param>
/// <param name="RealPath">Where the bytes are; differs from the path for a link within the root.</param>
/// <param name="Stamp">What the system said of it, where it was asked already.</param>
internal sealed record FoundFile(string Path, string Relative, string RealPath, FileStamp? Stamp = null) : Found(Path, Relative);

/// <summary>A link that is followed.</summary>
internal sealed record FoundLink(FollowedLink Link) : Found(Link.Path, "");

/// <summary>A rule of what is left out that cannot be read.</summary>
internal sealed record FoundFault(IgnoreFault Fault) : Found(Fault.Path, "");

/// <summary>A file, folder or link that is not gone into, and why.</summary>
/// <param name="Path">Full path as spelled on disk.</param>
/// <param name="Relative">The same relative to the root, with '/' and in NFC.</param>
/// <param name="Reason">For a person.</param>
/// <param name="IsLink">It is a link that leads elsewhere: left alone, and no fault.</param>
internal sealed record Obstacle(string Path, string Relative, string Reason, bool IsLink = false) : Found(Path, Relative);
