namespace Oracle.Vaults;

/// <summary>
/// What became of one path of a vault: it was read (<see cref="VaultFile"/>) or not (<see cref="SkippedFile"/>), it went away
/// (<see cref="VanishedFile"/>), or was written to meanwhile (<see cref="UnsettledFile"/>).
/// </summary>
/// <param name="Path">Full path as it is spelled on disk.</param>
public abstract record VaultItem(string Path);

/// <summary>
/// A file that was read whole. Its documents replace all earlier ones with this source file, so there may be none.
/// </summary>
/// <param name="Path">Full path as it is spelled on disk.</param>
/// <param name="SourceFile">The source file that every one of the documents carries.</param>
/// <param name="Documents">In the order of the file; ids are unique.</param>
/// <param name="Warnings">What was read otherwise than it was meant, in the order of the file.</param>
public sealed record VaultFile(string Path, string SourceFile, IReadOnlyList<VaultDocument> Documents, IReadOnlyList<VaultWarning> Warnings) : VaultItem(Path)
{
    /// <summary>The SHA-256 of its bytes, in hex.</summary>
    public required string Hash { get; init; }

    /// <summary>What the system said of it before and after the reading.</summary>
    public required FileStamp Stamp { get; init; }
}

/// <summary>A file, folder or link that was not read. What earlier runs read from there stays as it is.</summary>
/// <param name="Path">Full path as it is spelled on disk.</param>
/// <param name="Reason">For a person: what is wrong with it.</param>
public sealed record SkippedFile(string Path, string Reason) : VaultItem(Path)
{
    /// <summary>Path and reason in one line.</summary>
    public override string ToString() => $"{Path}: {Reason}";
}

/// <summary>A file that was listed and was not there any more when it was to be read.</summary>
/// <param name="Path">Full path as it was spelled on disk.</param>
public sealed record VanishedFile(string Path) : VaultItem(Path);

/// <summary>A file that changed while it was read: what was read may be neither its old content nor its new one.</summary>
/// <param name="Path">Full path as it is spelled on disk.</param>
public sealed record UnsettledFile(string Path) : VaultItem(Path);
