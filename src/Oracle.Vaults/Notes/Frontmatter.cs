using Oracle.Vaults.Reading;

namespace Oracle.Vaults.Notes;

/// <summary>
/// What a note says about itself between a first line <c>---</c> and the next line <c>---</c> or <c>...</c>. Blank lines may stand
/// before it. It is read as YAML, and where it is none, line by line: what cannot be read is left out with a warning. Without a closing
/// line, or if what stands between is no list of keys, the first line is a rule and all is content.
/// </summary>
/// <param name="Title">The title, or null.</param>
/// <param name="Tags">In order, each once, without <c>#</c>.</param>
/// <param name="Aliases">In order, each once.</param>
/// <param name="Type">The type, or null.</param>
/// <param name="Project">The project, or null.</param>
/// <param name="IsDrawing">Whether Excalidraw wrote the file.</param>
/// <param name="BodyStart">Where the text behind it begins.</param>
/// <param name="Warnings">What was read otherwise than it was meant.</param>
internal sealed record Frontmatter(
    string? Title, IReadOnlyList<string> Tags, IReadOnlyList<string> Aliases, string? Type, string? Project, bool IsDrawing, int BodyStart, IReadOnlyList<VaultWarning> Warnings)
{
    // More is a document between two rules, not a header.
    private const int MaxLength = 64 << 10;

    // What the store takes of a field, in bytes, and how many of one kind.
    private const int MaxFieldBytes = 4096;
    private const int MaxNames = 256;

    private static readonly Frontmatter None = new(null, [], [], null, null, IsDrawing: false, 0, []);

    public static Frontmatter Of(string text)
    {
        var opening = 0;
        while (opening < text.Length && text.AsSpan(opening, LineEnd(text, opening) - opening).IsWhiteSpace())
            opening = LineEnd(text, opening);
        var start = LineEnd(text, opening);
        if (text.AsSpan(opening, start - opening).TrimEnd() is not "---")
            return None;
        var firstLine = text.AsSpan(0, start).Count('\n') + 1;
        if (Close(text, start) is not { } close)
        {
            // What looks like a key may be a sentence, so that nothing of it is taken away.
            return FrontmatterLines.BeginsWithKey(text[start..Math.Min(text.Length, start + MaxLength)])
                ? None with { Warnings = [new VaultWarning(VaultWarningKind.FrontMatter, firstLine - 1, Key: null, "the front matter has no closing line '---'; all of it is read as text")] }
                : None;
        }

        var warnings = new List<VaultWarning>();
        // They end a line to YAML, and to nobody else.
        var block = text[start..close].Replace('\u0085', ' ').Replace('\u2028', ' ').Replace('\u2029', ' ');
        return Values(block, firstLine, warnings) is { } values
            ? new Reading(values, warnings).Of(LineEnd(text, close))
            : None;
    }

    private static IReadOnlyList<FrontmatterValue>? Values(string yaml, int firstLine, List<VaultWarning> warnings)
    {
        try
        {
            if (FrontmatterYaml.Read(yaml, firstLine) is { } values)
                return FrontmatterLines.WithCommentedTags(values, yaml, firstLine);
        }
        catch (NotYamlException)
        {
            // Read line by line below, which says what is wrong with which line.
        }

        return FrontmatterLines.Read(yaml, firstLine, warnings);
    }

    private static int? Close(string text, int start)
    {
        for (var line = start; line < text.Length && line - start <= MaxLength; line = LineEnd(text, line))
        {
            if (text.AsSpan(line, LineEnd(text, line) - line).TrimEnd() is "---" or "...")
                return line;
        }

        return null;
    }

    private static int LineEnd(string text, int from) =>
        text.IndexOf('\n', from) is >= 0 and var end ? end + 1 : text.Length;

    private sealed record Reading(IReadOnlyList<FrontmatterValue> Values, List<VaultWarning> Warnings)
    {
        public Frontmatter Of(int bodyStart)
        {
            var (title, tags, aliases, type, project) = (Single("title"), Tags(), Aliases(), Single("type"), Single("project"));
            return new Frontmatter(title, tags, aliases, type, project, Named("excalidraw-plugin").Any(), bodyStart, Warnings);
        }

        private IEnumerable<FrontmatterValue> Named(string key) => Values.Where(value => value.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

        private string? Single(string key)
        {
            var given = Named(key).Select(value => (value, Text: Clean(string.Join(", ", value.Items)))).Where(each => each.Text.Length > 0).ToList();
            foreach (var (other, _) in given.Skip(1))
                Warn(VaultWarningKind.FrontMatter, other, "stands there twice; the first one counts");
            return given.Where(each => Fits(each.value, each.Text)).Select(each => each.Text).FirstOrDefault();
        }

        // As Obsidian: in one line "a, b" and "a b" mean two tags, and '#' is no part of the name.
        private string[] Tags() => Names(tag => Clean(tag).Split([',', ' ']), item => item.Split(','), tag => tag.TrimStart('#'), "tags", "tag");

        // A name may hold blanks, and in a list of its own commas too; in one line commas stand between names.
        private string[] Aliases() => Names(line => line.Split(','), item => [item], alias => alias, "aliases", "alias");

        private string[] Names(Func<string, string[]> ofLine, Func<string, string[]> ofItem, Func<string, string> name, params string[] keys)
        {
            var named = keys.SelectMany(Named)
                .SelectMany(value => value.Items.SelectMany(value.IsLine ? ofLine : ofItem).Select(each => (value, Name: name(Clean(each)))))
                .Where(each => each.Name.Length > 0 && Fits(each.value, each.Name))
                .DistinctBy(each => each.Name, StringComparer.Ordinal)
                .ToList();
            if (named.Count > MaxNames)
                Warn(VaultWarningKind.TooMuch, named[MaxNames].value, $"has {named.Count} names; the first {MaxNames} are kept");
            return [.. named.Take(MaxNames).Select(each => each.Name)];
        }

        private bool Fits(FrontmatterValue value, string text)
        {
            if (System.Text.Encoding.UTF8.GetByteCount(text) <= MaxFieldBytes)
                return true;
            Warn(VaultWarningKind.TooMuch, value, $"has over {MaxFieldBytes} bytes and is left out");
            return false;
        }

        private void Warn(VaultWarningKind kind, FrontmatterValue value, string text) => Warnings.Add(new VaultWarning(kind, value.Line, value.Key, text));

        private static string Clean(string value)
        {
            var plain = string.Concat(Nfc.Of(value).Select(c => char.IsControl(c) ? ' ' : c));
            return string.Join(' ', plain.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
    }
}
