using System.Text;

namespace Oracle.Vaults.Walking;

/// <summary>Which names can become part of a document's id, and which are not looked at.</summary>
internal static class FileName
{
    private const int NoCharacter = 0xFFFE;

    /// <returns>What is wrong with the name, or null.</returns>
    public static string? Problem(string name)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            // Names that are not UTF-8 on disk, or hold a lone surrogate, arrive with this character and cannot be opened.
            if (rune == Rune.ReplacementChar)
                return "its name is not valid Unicode; rename it";
            if (rune.Value == NoCharacter)
                return "its name holds U+FFFE, which is no character; rename it";
            if (Rune.IsControl(rune))
                return "its name contains a control character; rename it";
        }

        return null;
    }

    /// <summary>Hidden folders, by the custom of Unix, and the one that holds other people's Markdown.</summary>
    public static bool IsIgnoredFolder(string name) => name.StartsWith('.') || name == "node_modules";

    /// <summary>What macOS and Emacs leave beside a file. A file whose name merely begins with a dot is read.</summary>
    public static bool IsIgnoredFile(string name) =>
        name.StartsWith("._", StringComparison.Ordinal) || name.StartsWith(".#", StringComparison.Ordinal);

    public static bool IsMarkdown(string name) =>
        name.EndsWith(".md", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".markdown", StringComparison.OrdinalIgnoreCase);
}
