using MAB.DotIgnore;

namespace Oracle.Vaults.Walking;

/// <summary>
/// What is left out of a walk: by <c>.oracleignore</c> in the root or any folder below it, in the form of <c>.gitignore</c>, by the user's own
/// patterns, and by what Obsidian is told to leave out (<c>userIgnoreFilters</c> in <c>.obsidian/app.json</c>). What stands in a deeper folder
/// counts more, and of one file the last line. A rule that cannot be read counts for nothing, and is told.
/// </summary>
/// <remarks>Source of the form: gitignore(5). As there, nothing below a folder that is left out can be taken in again.</remarks>
internal sealed class IgnoreRules
{
    private const string FileName = ".oracleignore";

    // Of the root first, of the deepest folder last.
    private readonly IReadOnlyList<FolderRules> _folders;
    private readonly IReadOnlyList<Func<string, bool>> _filters;

    private IgnoreRules(string folder, IReadOnlyList<Rule> rules, IReadOnlyList<FolderRules> above, IReadOnlyList<Func<string, bool>> filters, IReadOnlyList<IgnoreFault> faults)
    {
        var read = rules.Select(rule => (rule.Fault, Pattern: IgnorePattern.Read(rule.Line))).ToLookup(rule => rule.Pattern is not null);
        (_folders, _filters) = (read[true].Any() ? [.. above, new FolderRules(folder, [.. read[true].Select(rule => rule.Pattern!)])] : above, filters);
        Faults = [.. faults, .. read[false].Select(rule => rule.Fault)];
    }

    /// <summary>Rules that cannot be read: of this folder, and where a walk begins of those above it as well.</summary>
    public IReadOnlyList<IgnoreFault> Faults { get; }

    /// <summary>Those that hold in the folder in which a walk begins, which are those of every folder above it as well.</summary>
    public static IgnoreRules At(Scope scope, string folder)
    {
        var (filters, faults) = ObsidianFilters.Of(scope.Root);
        var excluded = scope.Excluded.Select(pattern => new Rule(pattern, new IgnoreFault(scope.Root, Line: null, "--exclude", pattern)));
        var rules = new IgnoreRules("", [.. RulesOf(scope.Root), .. excluded], [], filters, faults);
        var relative = scope.Relative(folder);
        var at = scope.Root;
        foreach (var name in relative.Length == 0 ? [] : Path.GetRelativePath(scope.Root, folder).Split(Path.DirectorySeparatorChar))
        {
            at = Path.Combine(at, name);
            rules = rules.Below(scope, at, rules.Faults) ?? rules;
        }

        return rules;
    }

    /// <summary>Those that hold in a folder below; null where it adds none.</summary>
    public IgnoreRules? Within(Scope scope, string folder) => Below(scope, folder, []);

    /// <param name="relative">Relative to the root.</param>
    /// <param name="isFolder">Whether it is a folder.</param>
    public bool Leaves(string relative, bool isFolder) => (_folders.Count > 0 || _filters.Count > 0) && (
        (_folders.Reverse().Select(folder => folder.Leaves(relative, isFolder)).FirstOrDefault(leaves => leaves is not null) ?? false) || _filters.Any(filter => filter(isFolder ? relative + '/' : relative)));

    /// <summary>Whether the path or a folder above it is left out.</summary>
    public static bool LeavesPath(Scope scope, string path, bool isFolder)
    {
        var parts = scope.Relative(path).Split('/');
        var rules = At(scope, scope.Root);
        for (var i = 0; i < parts.Length; i++)
        {
            if (rules.Leaves(string.Join('/', parts[..(i + 1)]), isFolder || i < parts.Length - 1))
                return true;
            if (i < parts.Length - 1)
                rules = rules.Within(scope, Path.Combine([scope.Root, .. parts[..(i + 1)]])) ?? rules;
        }

        return false;
    }

    private IgnoreRules? Below(Scope scope, string folder, IReadOnlyList<IgnoreFault> faults) =>
        RulesOf(folder) is { Count: > 0 } own ? new IgnoreRules(scope.Relative(folder) + '/', own, _folders, _filters, faults) : null;

    private static List<Rule> RulesOf(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return [.. File.ReadAllLines(path).Index()
                .Where(line => !string.IsNullOrWhiteSpace(line.Item) && line.Item[0] != '#')
                .Select(line => new Rule(line.Item, new IgnoreFault(path, line.Index + 1, Key: null, line.Item)))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <param name="Line">As it is written.</param>
    /// <param name="Fault">What is told where it cannot be read.</param>
    private sealed record Rule(string Line, IgnoreFault Fault);

    /// <param name="Folder">In which they hold, relative to the root, with its "/"; empty for the root itself.</param>
    /// <param name="Rules">As they stand.</param>
    private sealed record FolderRules(string Folder, IReadOnlyList<IgnoreRule> Rules)
    {
        /// <summary>What the last rule says that matches; null: none does.</summary>
        public bool? Leaves(string relative, bool isFolder) => Rules.LastOrDefault(rule => rule.IsMatch(relative[Folder.Length..], isFolder)) is { } last
            ? !last.PatternFlags.HasFlag(PatternFlags.NEGATION)
            : null;
    }
}
