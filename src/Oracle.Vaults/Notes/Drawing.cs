using System.Text.RegularExpressions;

namespace Oracle.Vaults.Notes;

/// <summary>
/// A drawing of the Excalidraw plugin for Obsidian: what a person wrote on it are its text elements, each with the name of its block, and
/// what stands before the plugin's own part. The rest is the plugin's: a banner, links between elements, the drawing itself.
/// Source: the plugin's documentation, "Excalidraw file format" (zsviczian/obsidian-excalidraw-plugin).
/// </summary>
internal static partial class Drawing
{
    /// <summary>Whether a file is one, by its name or by its front matter.</summary>
    public static bool Is(string relative, Frontmatter frontmatter) =>
        frontmatter.IsDrawing || relative.EndsWith(".excalidraw.md", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a person wrote.</summary>
    public static string TextOf(string body)
    {
        var (front, elements) = (new List<string>(), new List<string>());
        var part = front;
        foreach (var line in body.Split('\n'))
        {
            if (Heading().Match(line) is { Success: true } heading)
                part = heading.Groups["name"].Value == "Text Elements" ? elements : null;
            else if (part == elements && line.Trim() == "%%")
                part = null;
            else if (part == front ? !Own().IsMatch(line) : part is not null)
                part!.Add(BlockName().Replace(line, ""));
        }

        return string.Join('\n', front.Append("").Concat(elements));
    }

    [GeneratedRegex(@"^#{1,6} +(?<name>Excalidraw Data|Text Elements|Element Links|Embedded Files|Embedded files|Drawing) *$", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Heading();

    // The banner, and the mark that hides the plugin's part from readers.
    [GeneratedRegex("^==\u26A0|^%% *$", RegexOptions.None, Timeout.Infinite)]
    private static partial Regex Own();

    [GeneratedRegex(@" \^[A-Za-z0-9_-]{8}$", RegexOptions.None, Timeout.Infinite)]
    private static partial Regex BlockName();
}
