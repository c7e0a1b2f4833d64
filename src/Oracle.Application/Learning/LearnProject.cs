using System.Text.RegularExpressions;

namespace Oracle.Application.Learning;

/// <summary>The project of a learned note, by Oracle V2's rules: what is named, else the folder its user works in, else what its source says.</summary>
internal static partial class LearnProject
{
    /// <summary>What is named and nothing else, as over HTTP: its clients search by that very name. Else the folder says it. In lower case.</summary>
    public static string? AsGiven(string? project, string? cwd) =>
        (string.IsNullOrWhiteSpace(project) ? InPath(cwd) : project.Trim())?.ToLowerInvariant();

    /// <summary>The repository that is meant, as for assistants, who name it in many ways. In lower case; null where nothing says it.</summary>
    public static string? Of(string? project, string? cwd, string? source) =>
        (Named(project) ?? InPath(cwd) ?? InSource(source))?.ToLowerInvariant();

    // owner/repository is of github.com; anything else that is no address is taken as it is.
    private static string? Named(string? project)
    {
        if (string.IsNullOrWhiteSpace(project))
            return null;
        if (InPath(project) is { } found)
            return found;
        var text = project.Trim();
        return OwnerAndRepository().IsMatch(text) ? $"github.com/{text}" : text;
    }

    private static string? InPath(string? text) => text is not null && Checkout().Match(text) is { Success: true } match
        ? $"{match.Groups["host"].Value}/{match.Groups["owner"].Value}/{match.Groups["repository"].Value}"
        : null;

    private static string? InSource(string? source) => source is null ? null
        : InPath(source) ?? (Retrospective().Match(source) is { Success: true } match ? $"github.com/{match.Groups["name"].Value}" : null);

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+\z", RegexOptions.None, Timeout.Infinite)]
    private static partial Regex OwnerAndRepository();

    // An address, a path as ghq lays checkouts out, or the bare name.
    [GeneratedRegex(@"(?:\A|[/@\s])(?<host>github\.com|gitlab\.com|bitbucket\.org)[/:](?<owner>[A-Za-z0-9_.-]+)/(?<repository>[A-Za-z0-9_-]+(?:\.(?!git\b)[A-Za-z0-9_-]+)*)", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Checkout();

    [GeneratedRegex(@"\brrr:\s*(?<name>[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Retrospective();
}
