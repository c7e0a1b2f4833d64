using Oracle.Api.Roots;
using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Application.Roots;

/// <summary>
/// Whether a root may be moved to a folder of which another root has documents already. It may where that folder is the one that moved; else
/// the documents of the other root would be deleted for those of a stranger.
/// </summary>
/// <param name="Files">How many files of the root are known.</param>
/// <param name="Same">How many of them the other root knows there, by name and content.</param>
/// <param name="There">How many of them lie there, by name.</param>
/// <param name="IsMissing">Whether the root's own folder is not there any more.</param>
internal sealed record RootMove(int Files, int Same, int There, bool IsMissing)
{
    /// <summary>Whether the folder is the one that moved.</summary>
    public bool IsSameVault => Same * 2 > Files || (IsMissing && There * 2 > Files);

    /// <summary>Looks at what is known, and at the folders.</summary>
    /// <param name="root">The root to move.</param>
    /// <param name="files">Its files.</param>
    /// <param name="path">Where it is said to lie now.</param>
    /// <param name="other">The root that the folder belongs to at present.</param>
    /// <param name="othersFiles">Its files.</param>
    public static RootMove Look(Root root, IReadOnlyList<FileRecord> files, string path, Root other, IReadOnlyList<FileRecord> othersFiles)
    {
        // By either of its paths, as the roots themselves.
        var (place, top) = Vault.IsWithin(path, other.Path) ? (path, other.Path) : (Vault.RealPathOf(path) ?? path, other.RealPath ?? other.Path);
        var known = othersFiles.Select(file => (Path: Path.Combine(top, Relative(other, file)), file.Hash)).Where(file => file.Hash.Length > 0 && Vault.IsWithin(file.Path, place)).ToHashSet();
        return new RootMove(
            files.Count,
            files.Count(file => known.Contains((Path.Combine(place, Relative(root, file)), file.Hash))),
            files.Count(file => File.Exists(Path.Combine(path, Relative(root, file)))),
            !Directory.Exists(root.Path));
    }

    /// <summary>Why it is refused, and what to do.</summary>
    public string Refusal(string name, string path, string other, bool isWhole) =>
        $"'{path}' {(isWhole ? "is the folder of" : "lies in")} the root {RootName.Quoted(other)}, and is not that of {RootName.Quoted(name)}: of the {Files:N0} files of {RootName.Quoted(name)} {There:N0} lie there, {Same:N0} of them as they were. "
        + (isWhole
            ? $"If it is to be taken all the same, end the other root first: roots forget {RootName.Quoted(other)}, then roots move {RootName.Quoted(name)} PATH again."
            : $"Bring the folder of {RootName.Quoted(name)} there first; or, if it is gone for good: roots forget {RootName.Quoted(name)}.");

    // A folder of the first root may have "./" before it.
    private static string Relative(Root root, FileRecord file) =>
        root.Prefix.Length == 0 ? file.SourceFile.StartsWith("./", StringComparison.Ordinal) ? file.SourceFile[2..] : file.SourceFile
        : file.SourceFile.StartsWith(root.Prefix, StringComparison.Ordinal) ? file.SourceFile[root.Prefix.Length..] : file.SourceFile;
}
