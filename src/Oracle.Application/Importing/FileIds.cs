using System.Text.RegularExpressions;

namespace Oracle.Application.Importing;

/// <summary>
/// One file can have rows under three styles of id: <c>learning_NAME</c> of the learning itself, <c>learning_ψ/…/NAME_0</c> of the indexer
/// after 26 February 2026, and <c>learning_NAME_0</c> of the indexer before. They are one text.
/// </summary>
internal static partial class FileIds
{
    private const string Extension = ".md";

    private enum Style
    {
        /// <summary>Of no file, or of a rule that is not known.</summary>
        Other,

        /// <summary>A learning that was asked for: the text of its whole file.</summary>
        Learned,

        /// <summary>A section by the path of its file.</summary>
        Path,

        /// <summary>A section by the bare name of its file.</summary>
        Name,
    }

    public static (IReadOnlyList<V2Document> Documents, IReadOnlyList<Merged> Merged) Join(IReadOnlyList<V2Document> rows)
    {
        var merged = rows.Where(row => row.SourceFile.Length > 0).GroupBy(row => row.SourceFile, StringComparer.Ordinal).Where(file => file.Skip(1).Any())
            .SelectMany(OfFile).ToList();
        var gone = merged.Select(row => row.Id).ToHashSet(StringComparer.Ordinal);
        return ([.. rows.Where(row => !gone.Contains(row.Id))], merged);
    }

    private static IEnumerable<Merged> OfFile(IEnumerable<V2Document> file)
    {
        var rows = file.ToLookup(row => Of(row).Style);
        if (rows[Style.Learned].FirstOrDefault() is { } learned)
        {
            return rows[Style.Path].Concat(rows[Style.Name]).Select(row => new Merged(
                row.Id, learned.Id, "is the indexer's row of a file that was learned, and the learning has the whole text"));
        }

        // Two of them have one section where the type of a file was changed between two of Oracle V2's runs.
        var byPath = rows[Style.Path].ToLookup(row => Of(row).Section, row => row.Id, StringComparer.Ordinal);
        return byPath.Count == 0 ? [] : rows[Style.Name].Select(row => new Merged(
            row.Id, byPath[Of(row).Section].OrderByDescending(id => Kind(id) == Kind(row.Id)).FirstOrDefault() ?? rows[Style.Path].First().Id,
            "is from before the ids had the path of the file, which was indexed again since"));
    }

    private static string Kind(string id) => id[..(id.IndexOf('_', StringComparison.Ordinal) + 1)];

    private static (Style Style, string Section) Of(V2Document row)
    {
        var source = row.SourceFile.EndsWith(Extension, StringComparison.Ordinal) ? row.SourceFile[..^Extension.Length] : row.SourceFile;
        var name = source[(source.LastIndexOf('/') + 1)..];
        var key = row.Id[Kind(row.Id).Length..];
        return row.Id.StartsWith("learning_", StringComparison.Ordinal) && key == name && !row.IsIndexed ? (Style.Learned, "")
            : Section(key, source) is { } byPath ? (Style.Path, byPath)
            : Section(key, name) is { } byName ? (Style.Name, byName)
            : (Style.Other, "");
    }

    private static string? Section(string key, string file) =>
        key.StartsWith(file, StringComparison.Ordinal) && Number().IsMatch(key[file.Length..]) ? key[file.Length..] : null;

    [GeneratedRegex("^(_[0-9]+(_sub_[0-9]+)?)?$", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Number();
}
