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

    private readonly IReadOnlyList<string> _patterns;
    private readonly IReadOnlyList<Func<string, bool>> _filters;
    private readonly IgnoreList? _list;

    private IgnoreRules(IReadOnlyList<Rule> rules, IReadOnlyList<string> above, IReadOnlyList<Func<string, bool>> filters, IReadOnlyList<IgnoreFault> faults)
    {
        var isReadable = rules.ToLookup(rule => rule.IsReadable);
        (_patterns, _filters) = ([.. above, .. isReadable[true].Select(rule => rule.Pattern)], filters);
        Faults = [.. faults, .. isReadable[false].Select(rule => rule.Fault)];
        _list = _patterns.Count == 0 ? null : new IgnoreList(_patterns);
    }

    /// <summary>Rules that cannot be read: of this folder, and where a walk begins of those above it as well.</summary>
    public IReadOnlyList<IgnoreFault> Faults { get; }

    /// <summary>Those that hold in the folder in which a walk begins, which are those of every folder above it as well.</summary>
    public static IgnoreRules At(Scope scope, string folder)
    {
        var (filters, faults) = ObsidianFilters.Of(scope.Root);
        var excluded = scope.Excluded.Select(pattern => new Rule("", pattern, new IgnoreFault(scope.Root, Line: null, "--exclude", pattern)));
        var rules = new IgnoreRules([.. RulesOf(scope.Root, ""), .. excluded], [], filters, faults);
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
    public bool Leaves(string relative, bool isFolder) =>
        (_list is not null && _list.IsIgnored(relative, isFolder)) || _filters.Any(filter => filter(isFolder ? relative + '/' : relative));

    /// <summary>Whether the path or a folder above it is left out.</summary>
    public static bool LeavesPath(Scope scope, string path)
    {
        var parts = scope.Relative(path).Split('/');
        var rules = At(scope, scope.Root);
        for (var i = 0; i < parts.Length; i++)
        {
            if (rules.Leaves(string.Join('/', parts[..(i + 1)]), isFolder: i < parts.Length - 1))
                return true;
            if (i < parts.Length - 1)
                rules = rules.Within(scope, Path.Combine([scope.Root, .. parts[..(i + 1)]])) ?? rules;
        }

        return false;
    }

    private IgnoreRules? Below(Scope scope, string folder, IReadOnlyList<IgnoreFault> faults) =>
        RulesOf(folder, scope.Relative(folder)) is { Count: > 0 } own ? new IgnoreRules(own, _patterns, _filters, faults) : null;

    private static List<Rule> RulesOf(string folder, string relative)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return [.. File.ReadAllLines(path).Index()
                .Where(line => !string.IsNullOrWhiteSpace(line.Item) && line.Item[0] != '#')
                .Select(line => new Rule(relative, line.Item, new IgnoreFault(path, line.Index + 1, Key: null, line.Item)))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <param name="Folder">In which it holds, relative to the root.</param>
    /// <param name="Line">As it is written.</param>
    /// <param name="Fault">What is told where the library cannot read it.</param>
    private sealed record Rule(string Folder, string Line, IgnoreFault Fault)
    {
        private readonly string _own = IgnorePattern.WithMarks(Line);

        /// <summary>Relative to the root, as the library wants it.</summary>
        public string Pattern => IgnorePattern.Under(Folder, _own);

        // By itself too: behind a folder the library takes some of what it cannot read for something else.
        public bool IsReadable => IgnorePattern.IsReadable(_own) && (Folder.Length == 0 || IgnorePattern.IsReadable(Pattern));
    }
}
