using Oracle.Vaults.Notes;
using Oracle.Vaults.OracleV2;
using Oracle.Vaults.Reading;
using Oracle.Vaults.Walking;

namespace Oracle.Vaults;

/// <summary>
/// Reads the files of a root. <c>ψ/memory/{resonance,learnings,retrospectives}</c> is read by the rules of Oracle V2, every other
/// Markdown file is split at its headings. Nothing is written, and no file can end a reading: what cannot be read is told with its reason.
/// </summary>
public sealed class VaultReader
{
    // Rises when the same file yields other documents than before: every file is then read anew, once.
    private const string RulesOfThisBuild = "2";

    private readonly Scope _scope;
    private readonly Memory _memory;

    internal VaultReader(Scope scope)
    {
        _scope = scope;
        _memory = new Memory(scope);
    }

    /// <summary>Reads one file.</summary>
    /// <param name="file">As a listing of the same root found it.</param>
    public VaultItem Read(ListedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            var (text, hash, stamp) = TextFile.Read(file.RealPath);
            var warnings = new List<VaultWarning>();
            var drafts = _memory.Drafts(file.Relative, text, warnings) ?? Note.Drafts(file.Relative, text, warnings);
            var documents = DocumentSet.Of(drafts, file.SourceFile, _scope, warnings);
            return new VaultFile(file.Path, file.SourceFile, documents, warnings) { Hash = hash, Stamp = stamp };
        }
        catch (FileNotFoundException)
        {
            return new VanishedFile(file.Path);
        }
        catch (UnsettledException)
        {
            return new UnsettledFile(file.Path);
        }
        catch (SkipFileException e)
        {
            return new SkippedFile(file.Path, e.Message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What a parser did not expect of one file is no reason to leave the others unread.
            return new SkippedFile(file.Path, $"cannot be read: {e.GetType().Name}: {e.Message}");
        }
    }

    internal static string Rule(string relative, Memory memory) =>
        memory.Key(relative) is { } key ? $"{RulesOfThisBuild} {key}" : RulesOfThisBuild;
}
