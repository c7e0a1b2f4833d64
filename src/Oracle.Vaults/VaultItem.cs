namespace Oracle.Vaults;

/// <summary>What became of one path of a vault: it was read (<see cref="VaultFile"/>) or not (<see cref="SkippedFile"/>).</summary>
/// <param name="Path">Full path as it is spelled on disk.</param>
public abstract record VaultItem(string Path);

/// <summary>
/// A file that was read whole. Its documents replace all earlier ones with this source file, so there may be none.
/// </summary>
/// <param name="Path">Full path as it is spelled on disk.</param>
/// <param name="SourceFile">The source file that every one of the documents carries.</param>
/// <param name="Documents">In the order of the file; ids are unique.</param>
public sealed record VaultFile(string Path, string SourceFile, IReadOnlyList<VaultDocument> Documents) : VaultItem(Path);

/// <summary>A file, folder or link that was not read. What earlier runs read from there stays as it is.</summary>
/// <param name="Path">Full path as it is spelled on disk.</param>
/// <param name="Reason">For a person: what is wrong with it.</param>
public sealed record SkippedFile(string Path, string Reason) : VaultItem(Path)
{
    /// <summary>Path and reason in one line.</summary>
    public override string ToString() => $"{Path}: {Reason}";
}
