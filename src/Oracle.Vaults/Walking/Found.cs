namespace Oracle.Vaults.Walking;

/// <param name="Path">Full path as spelled on disk.</param>
/// <param name="Relative">The same relative to the root, with '/' and in NFC.</param>
internal abstract record Found(string Path, string Relative);

/// <param name="Path">Full path as spelled on disk.</param>
/// <param name="Relative">The same relative to the root, with '/' and in NFC.</param>
/// <param name="RealPath">Where the bytes are; differs from the path for a link within the root.</param>
internal sealed record FoundFile(string Path, string Relative, string RealPath) : Found(Path, Relative);

/// <summary>A file, folder or link that is not gone into, and why.</summary>
internal sealed record Obstacle(string Path, string Relative, string Reason) : Found(Path, Relative);
