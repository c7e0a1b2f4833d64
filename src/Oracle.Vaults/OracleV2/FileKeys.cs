using System.Text.RegularExpressions;
using Oracle.Vaults.Reading;
using Oracle.Vaults.Walking;

namespace Oracle.Vaults.OracleV2;

/// <summary>
/// What stands for the file in an id: Oracle V2's word for it, and where two files would share an id,
/// that word with '~' and 8 digits of a hash of the path for all but the one with the best claim.
/// The claims follow from names on disk alone, so that an id does not depend on what was read before.
/// </summary>
internal sealed partial class FileKeys(Scope scope)
{
    private const string Extension = ".md";
    private Dictionary<string, string>? _retrospectives;
    private Dictionary<string, string>? _learned;

    /// <summary>The relative path without its first ".md", which need not be the last.</summary>
    public static string Word(string relative) =>
        relative.Remove(relative.IndexOf(Extension, StringComparison.Ordinal), Extension.Length);

    /// <summary>
    /// Resonance and learnings: the word. Where a ".md" before the extension is gone from it,
    /// other paths have the same word.
    /// </summary>
    public static string Path(string relative)
    {
        var word = Word(relative);
        return word + Extension == relative ? word : Hashed(word, relative);
    }

    /// <summary>A learning that is one document, <c>learning_a_1</c>, gives way to section 1 of <c>a.md</c>.</summary>
    public string WholeLearning(string relative) => GivingWay(relative, Section());

    /// <summary>Section 2 of the resonance <c>a_1_sub.md</c>, <c>resonance_a_1_sub_2</c>, gives way to the bullets of <c>a.md</c>.</summary>
    public string Resonance(string relative) => GivingWay(relative, SectionSub());

    /// <summary>
    /// Retrospectives: the bare name. Many days have a retrospective of the same hour and name; in Oracle V2 one
    /// overwrites the other, here the first by path keeps the id.
    /// </summary>
    public string Retrospective(string relative)
    {
        _retrospectives ??= FirstByName(MemoryKind.Retrospective, "retrospectives");
        var name = Name(relative);
        return _retrospectives.GetValueOrDefault(name) == relative ? name : Hashed(name, relative);
    }

    /// <summary>
    /// Learnings that <c>learn</c> wrote: the bare name, <c>2026-01-17_permissions</c>. Of several files of one name the one that lies where
    /// <c>learn</c> writes keeps it, else the first by path. Null for a file whose name begins with no date.
    /// </summary>
    public string? Learned(string relative)
    {
        var name = Name(relative);
        if (!Dated().IsMatch(name))
            return null;
        _learned ??= FirstByName(MemoryKind.Learning, "learnings");
        return _learned.GetValueOrDefault(name) == relative ? name : Hashed(name, relative);
    }

    /// <summary>
    /// What stands for such a note where another root has its id: with the prefix of its root before it, or in the root without one with a
    /// hash that is not that of a second file of its name.
    /// </summary>
    public string LearnedHere(string name, string relative) => scope.Prefix.Length > 0 ? name : Hashed(name, $"/{relative}");

    private string GivingWay(string relative, Regex shape)
    {
        var key = Path(relative);
        var match = shape.Match(key);
        return match.Success && DiskPath.Find(System.IO.Path.Combine(scope.Root, match.Groups["other"].Value + Extension)) is not null
            ? Hashed(key, relative)
            : key;
    }

    private Dictionary<string, string> FirstByName(MemoryKind kind, string folder)
    {
        var files = Folders(folder)
            .Where(Directory.Exists)
            .SelectMany(folder => FolderWalk.Below(scope, folder, CancellationToken.None))
            .OfType<FoundFile>()
            .Where(file => Layout.KindOf(file.Relative) == kind);
        var first = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files.OrderBy(file => file.Relative != $"{LearnedNote.Folder}/{Name(file.Relative)}{Extension}").ThenBy(file => file.Relative, StringComparer.Ordinal))
            first.TryAdd(Name(file.Relative), file.Relative);
        return first;
    }

    private IEnumerable<string> Folders(string kind)
    {
        var projects = Layout.Hosts
            .Select(host => System.IO.Path.Combine(scope.Root, host))
            .SelectMany(Subfolders)
            .SelectMany(Subfolders);
        return projects.Prepend(scope.Root)
            .Select(project => System.IO.Path.Combine(project, Layout.Psi, "memory", kind));
    }

    private static IEnumerable<string> Subfolders(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Name(string relative) => System.IO.Path.GetFileName(relative)[..^Extension.Length];

    private static string Hashed(string key, string relative) => $"{key}~{DocumentId.Hash(relative)}";

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}_", RegexOptions.None, Timeout.Infinite)]
    private static partial Regex Dated();

    [GeneratedRegex("^(?<other>.+)_[0-9]+$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, Timeout.Infinite)]
    private static partial Regex Section();

    [GeneratedRegex("^(?<other>.+)_[0-9]+_sub$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, Timeout.Infinite)]
    private static partial Regex SectionSub();
}
