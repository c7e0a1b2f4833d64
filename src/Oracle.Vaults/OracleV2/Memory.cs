using System.Text.RegularExpressions;
using Oracle.Vaults.Notes;
using Oracle.Vaults.Reading;
using Oracle.Vaults.Walking;

namespace Oracle.Vaults.OracleV2;

/// <summary>
/// Reads Oracle V2's memory by its rules, so that a collection it made is updated and not doubled.
/// </summary>
/// <remarks>
/// Source of the rules: Soul-Brews-Studio/oracle-v2, src/indexer.ts, commit d5c7ee4b13c474abb1483260d3c7a79fffd48d25.
/// <list type="bullet">
/// <item>The file in an id is the path relative to the root without ".md" for resonance and learnings
/// (<c>learning_ψ/memory/learnings/2026-01-17_permissions_0</c>), the bare name for retrospectives
/// (<c>retro_16.43_demo_1</c>). Versions before subfolders were read had the bare name for all three.</item>
/// <item>The text is split as text: a <c>##</c> within code counts, frontmatter belongs to the first section.
/// Sections are numbered from 0, those before the first heading and those too short for a document included, only
/// blank ones not. So a learning without <c>##</c> is <c>…_0</c>; the id without a number is for a file whose
/// sections all lack a body.</item>
/// <item>A learning whose name begins with a date and whose header has <c>created</c> and <c>source</c> is one that <c>learn</c> wrote: one
/// document, <c>learning_2026-01-17_permissions</c>, as Oracle V2's own <c>learn</c> answered.</item>
/// <item>A section without a body is no document; in retrospectives neither is one with a body under 50 UTF-16 units, which a warning says.</item>
/// </list>
/// Other than there: a first section of one line is a document, and so is the whole of a file in which there would be none, for no text is to
/// be lost; the header counts where it is asked which sections there are, but is no content, and neither are comments and what a
/// machine wrote for a machine; of equal files in two projects both are read; sources are not mapped to projects by an
/// environment variable; ids that would be equal are told apart (<see cref="FileKeys"/>).
/// </remarks>
internal sealed partial class Memory(Scope scope)
{
    private const int ShortestRetrospective = 50;

    private readonly FileKeys _keys = new(scope);
    private readonly string? _project = Layout.ProjectOfRoot(scope.Root) ?? Layout.ProjectOfRoot(scope.RealRoot);

    /// <summary>What the ids of a file's documents depend on besides its content: some give way to other files.</summary>
    /// <returns>Null for a file that is not Oracle V2's.</returns>
    public string? Key(string relative) => Layout.KindOf(relative) switch
    {
        MemoryKind.Resonance => _keys.Resonance(relative),
        MemoryKind.Learning => _keys.Learned(relative) is { } learned ? $"{_keys.WholeLearning(relative)} {learned} {scope.KeepsLearned}" : _keys.WholeLearning(relative),
        MemoryKind.Retrospective => _keys.Retrospective(relative),
        _ => null,
    };

    /// <returns>Null for a file that is not Oracle V2's.</returns>
    public IEnumerable<Draft>? Drafts(string relative, string text, List<VaultWarning> warnings)
    {
        if (Layout.KindOf(relative) is not { } kind)
            return null;

        var header = Header.Of(text);
        var project = (header.Project ?? Layout.ProjectOf(relative) ?? _project) is { } named ? Nfc.Of(named.ToLowerInvariant()) : null;
        return kind switch
        {
            MemoryKind.Resonance => OrWhole("resonance", _keys.Resonance(relative), text, header, [.. Resonance(relative, text, header)]).Select(Finish("principle")),
            MemoryKind.Learning when header.IsLearned && _keys.Learned(relative) is { } name => Learned(name, relative, text, header, project),
            MemoryKind.Learning => Learning(relative, text, header).Select(Finish("learning")),
            _ => OrWhole("retro", _keys.Retrospective(relative), text, header, Retrospective(relative, text, header, warnings)).Select(Finish("retro")),
        };

        Func<Piece, Draft> Finish(string type) => piece =>
            new Draft(piece.Id, type, piece.Content, Concepts.Of(piece.Source, header.Tags), project);
    }

    private IEnumerable<Piece> Resonance(string relative, string text, Header header)
    {
        var key = _keys.Resonance(relative);
        foreach (var section in Sections(text, Heading3(), header, shortest: 1))
        {
            var id = $"resonance_{key}_{section.Number}";
            yield return new Piece(id, section.Text, section.Text);

            var bullets = Bullet().Matches(section.Body).Select(match => EcmaScript.Trim(match.Groups["text"].Value)).Index();
            foreach (var (number, bullet) in bullets)
                yield return new Piece($"{id}_sub_{number}", bullet, bullet);
        }
    }

    private IEnumerable<Piece> Learning(string relative, string text, Header header)
    {
        var key = FileKeys.Path(relative);
        var title = Title().Match(text) is { Success: true } match ? match.Groups["text"].Value : FileKeys.Word(relative);
        var any = false;
        foreach (var section in Sections(text, Heading2(), header, shortest: 1))
        {
            any = true;
            yield return new Piece($"learning_{key}_{section.Number}", $"{title} - {section.Text}", section.Text);
        }

        if (any)
            yield break;
        // What has a header and nothing else is a section to Oracle V2.
        var readable = Readable(text[header.End..]);
        yield return header.End > 0
            ? new Piece($"learning_{key}_0", title, title)
            : new Piece($"learning_{_keys.WholeLearning(relative)}", string.IsNullOrWhiteSpace(readable) ? title : readable, $"{title} {readable}");
    }

    // One document, with sections or without, so that its id is the one that learn answered.
    private IEnumerable<Draft> Learned(string name, string relative, string text, Header header, string? project)
    {
        var body = EcmaScript.Trim(Readable(text[header.End..]));
        var title = header.Title ?? name;
        var own = scope.KeepsLearned ? LearnedNote.IdOf(_keys.LearnedHere(name, relative)) : null;
        var passages = Passages.Of(body.Length > 0 ? body : title);
        var concepts = Concepts.Of($"{title} {body}", header.Tags);
        return passages.Select((passage, i) => new Draft(LearnedNote.IdOf(name), "learning", passage, concepts, project)
        {
            Title = title, Tags = header.Tags, FileOwnId = own, Passage = passages.Count == 1 ? null : (i + 1, passages.Count),
        });
    }

    private IReadOnlyList<Piece> Retrospective(string relative, string text, Header header, List<VaultWarning> warnings)
    {
        var key = _keys.Retrospective(relative);
        var sections = Sections(text, Heading2(), header, ShortestRetrospective).ToList();
        var numbers = sections.Select(section => section.Number).ToHashSet();
        var tooShort = sections.Count == 0 ? [] : Sections(text, Heading2(), header, shortest: 1).Where(section => !numbers.Contains(section.Number)).Select(section => $"'{section.Title}'").ToList();
        if (tooShort.Count > 0)
            warnings.Add(new VaultWarning(VaultWarningKind.TooShort, Line: null, Key: null, $"a section of a retrospective with less than {ShortestRetrospective} characters is no document, as in Oracle V2: {string.Join(", ", tooShort.Take(5))}{(tooShort.Count > 5 ? $" and {tooShort.Count - 5} more" : "")}"));
        return [.. sections.Select(section => new Piece($"retro_{key}_{section.Number}", section.Text, section.Text))];
    }

    // Oracle V2 makes nothing of such a file. Its first number is free then.
    private static IReadOnlyList<Piece> OrWhole(string kind, string key, string text, Header header, IReadOnlyList<Piece> pieces) =>
        pieces.Count == 0 && EcmaScript.Trim(Readable(text[header.End..])) is { Length: > 0 } whole ? [new Piece($"{kind}_{key}_0", whole, whole)] : pieces;

    // Which sections there are is Oracle V2's rule, and so counts what is no content.
    private static IEnumerable<NumberedSection> Sections(string text, Regex heading, Header header, int shortest)
    {
        var parts = heading.Split(text).Where(part => EcmaScript.Trim(part).Length > 0).Index().ToList();
        var kept = parts.FindAll(part => NumberedSection.Of(part.Index, part.Item).Body.Length >= shortest);
        if (shortest == 1 && kept is [{ Index: > 0 }, ..] && heading.Match(text) is var first && IsLine(text[..first.Index]))
            kept.Insert(0, parts[0]);
        return kept
            .Select(part => NumberedSection.Of(part.Index, Readable(part.Index == 0 && header.End > 0 ? EcmaScript.Trim(part.Item[Math.Min(header.End, part.Item.Length)..]) : part.Item)))
            .Where(section => section.Text.Length > 0);
    }

    // A line of text and not the file's title. What has more lines has a body.
    private static bool IsLine(string beforeTheFirst) => EcmaScript.Trim(beforeTheFirst) is { Length: > 0 } line && line[0] != '#';

    private static string Readable(string text) => EncodedText.Without(Comments.Without(text));

    [GeneratedRegex($"{EcmaScript.LineStart}###[{EcmaScript.Space}]+", RegexOptions.None, Timeout.Infinite)]
    private static partial Regex Heading3();

    [GeneratedRegex($"{EcmaScript.LineStart}##[{EcmaScript.Space}]+", RegexOptions.None, Timeout.Infinite)]
    private static partial Regex Heading2();

    [GeneratedRegex($"{EcmaScript.LineStart}[-*][{EcmaScript.Space}]+(?<text>[^{EcmaScript.LineEnd}]+)", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Bullet();

    // Anywhere in the file, as there.
    [GeneratedRegex($"{EcmaScript.LineStart}title:[{EcmaScript.Space}]*(?<text>[^{EcmaScript.LineEnd}]+)", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Title();

    /// <param name="Id">The id.</param>
    /// <param name="Content">The text of the document.</param>
    /// <param name="Source">What concepts are looked for in.</param>
    private sealed record Piece(string Id, string Content, string Source);

    private sealed record NumberedSection(int Number, string Title, string Body)
    {
        public string Text => Body.Length > 0 ? $"{Title}: {Body}" : Title;

        public static NumberedSection Of(int number, string part)
        {
            var end = part.IndexOf('\n', StringComparison.Ordinal);
            return end < 0
                ? new NumberedSection(number, EcmaScript.Trim(part), "")
                : new NumberedSection(number, EcmaScript.Trim(part[..end]), EcmaScript.Trim(part[end..]));
        }
    }
}
