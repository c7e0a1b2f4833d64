using System.Text.RegularExpressions;

namespace Oracle.Vaults.OracleV2;

/// <summary>The three folders of Oracle V2's memory.</summary>
internal enum MemoryKind
{
    Resonance,
    Learning,
    Retrospective,
}

/// <summary>
/// Where Oracle V2 keeps its files: below <c>ψ/memory</c> of the root, and of every
/// <c>{host}/{owner}/{repository}</c> below the root ("project-first").
/// </summary>
internal static partial class Layout
{
    public const string Psi = "ψ";

    public static readonly IReadOnlyList<string> Hosts = ["github.com", "gitlab.com", "bitbucket.org"];

    // A host's owner/repository, as a folder of the vault.
    private const string Project = @"(?:github\.com|gitlab\.com|bitbucket\.org)/[^/]+/[^/]+";

    /// <returns>Null for a file that is not Oracle V2's.</returns>
    public static MemoryKind? KindOf(string relative) => MemoryPath().Match(relative).Groups["kind"].Value switch
    {
        "resonance" => MemoryKind.Resonance,
        "learnings" => MemoryKind.Learning,
        "retrospectives" => MemoryKind.Retrospective,
        _ => null,
    };

    /// <summary>The project a file belongs to by its place: today's layout, or the one that had the project below the kind.</summary>
    public static string? ProjectOf(string relative)
    {
        var match = ProjectPath().Match(relative);
        return match.Success ? match.Groups["project"].Value : null;
    }

    /// <summary>The project of a checkout under a folder named after its host, as ghq lays them out.</summary>
    public static string? ProjectOfRoot(string root)
    {
        var match = Checkout().Match(root);
        return match.Success ? match.Groups["project"].Value : null;
    }

    public static string? FolderAbovePsi(string path)
    {
        var psi = $"{Path.DirectorySeparatorChar}{Psi}{Path.DirectorySeparatorChar}";
        var at = (path + Path.DirectorySeparatorChar).IndexOf(psi, StringComparison.Ordinal);
        return at > 0 ? path[..at] : null;
    }

    // Oracle V2 looks only at names that end in ".md", in lower case.
    [GeneratedRegex($"^(?:{Project}/)?{Psi}/memory/(?<kind>resonance|learnings|retrospectives)/.*\\.md$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, Timeout.Infinite)]
    private static partial Regex MemoryPath();

    [GeneratedRegex($"^(?:(?<project>{Project})/{Psi}/|{Psi}/memory/(?:learnings|retrospectives)/(?<project>{Project})/)", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex ProjectPath();

    [GeneratedRegex($"/(?<project>{Project})(?:/|$)", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Checkout();
}
