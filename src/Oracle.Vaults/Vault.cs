using Oracle.Vaults.Notes;
using Oracle.Vaults.OracleV2;
using Oracle.Vaults.Reading;
using Oracle.Vaults.Walking;

namespace Oracle.Vaults;

/// <summary>
/// Reads folders of Markdown. <c>ψ/memory/{resonance,learnings,retrospectives}</c> is read by the rules of Oracle V2,
/// every other Markdown file is split at <c>##</c>. Nothing is written, and no file can end a reading:
/// what cannot be read is listed with its reason.
/// </summary>
public static class Vault
{
    /// <summary>Larger files are skipped, in bytes: 8 MiB, the limit of one document.</summary>
    public const int MaxFileBytes = 8 << 20;

    /// <summary>Who created a document that comes from a vault; the word is Oracle V2's.</summary>
    public const string CreatedBy = "indexer";

    /// <summary>
    /// The root a path has by itself, spelled as on disk: the folder above <c>ψ</c> for anything within one (so that
    /// Oracle V2's ids come out the same however deep the path points), else the folder itself or that of the file.
    /// </summary>
    /// <exception cref="FileNotFoundException">The path does not exist; the message names it.</exception>
    public static string RootOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var existing = Scope.Existing(path);
        return Layout.FolderAbovePsi(existing)
            ?? (Directory.Exists(existing) ? existing : Path.GetDirectoryName(existing)!);
    }

    /// <summary>
    /// Reads lazily, one file at a time, in the ordinal order of the relative paths. Ids depend only on the root,
    /// the prefix and the files, not on where the reading starts.
    /// </summary>
    /// <param name="root">Folder to which ids and source files are relative.</param>
    /// <param name="path">The root, or a folder or file within it. A file is read whatever its extension.</param>
    /// <param name="idPrefix">Put before every id and source file: empty for the first root, <c>name/</c> for later ones.</param>
    /// <param name="cancellationToken">Ends the reading between two files.</param>
    /// <exception cref="FileNotFoundException">The path or the root does not exist; the message names it.</exception>
    /// <exception cref="DirectoryNotFoundException">The root is not a folder.</exception>
    /// <exception cref="ArgumentException">The path is not within the root, or the prefix does not end in '/'.</exception>
    public static IEnumerable<VaultItem> Read(
        string root, string path, string idPrefix = "", CancellationToken cancellationToken = default)
    {
        var scope = ScopeOf(root, path, idPrefix);
        return Items(scope, cancellationToken);
    }

    /// <summary>Lists which source files exist, without opening one.</summary>
    /// <inheritdoc cref="Read"/>
    public static VaultListing List(
        string root, string path, string idPrefix = "", CancellationToken cancellationToken = default) =>
        new(ScopeOf(root, path, idPrefix), cancellationToken);

    private static Scope ScopeOf(string root, string path, string idPrefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(idPrefix);
        return Scope.Of(root, path, idPrefix);
    }

    private static IEnumerable<VaultItem> Items(Scope scope, CancellationToken cancellationToken)
    {
        var memory = new Memory(scope);
        foreach (var found in FolderWalk.From(scope, cancellationToken))
        {
            yield return found is FoundFile file
                ? Item(file, scope, memory)
                : new SkippedFile(found.Path, ((Obstacle)found).Reason);
        }
    }

    private static VaultItem Item(FoundFile file, Scope scope, Memory memory)
    {
        var sourceFile = scope.SourceFile(file.Relative);
        try
        {
            var text = TextFile.Read(file.RealPath);
            var drafts = memory.Drafts(file.Relative, text) ?? Note.Drafts(file.Relative, text);
            return new VaultFile(file.Path, sourceFile, DocumentSet.Of(drafts, file, scope));
        }
        catch (SkipFileException e)
        {
            return new SkippedFile(file.Path, e.Message);
        }
    }
}
