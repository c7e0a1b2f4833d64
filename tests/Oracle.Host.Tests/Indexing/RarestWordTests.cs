using System.Text.RegularExpressions;
using CsCheck;
using Oracle.Documents;
using Oracle.Documents.Searching;
using Oracle.Documents.Sqlite;
using Oracle.Testing;
using Oracle.Vaults;

namespace Oracle.Host.Tests.Indexing;

/// <summary>Whatever a note says and whatever is wrong with its front matter, it is found by the rarest word of its body. CsCheck prints the seed.</summary>
public sealed partial class RarestWordTests
{
    // What people type above a note, most of it no YAML.
    private static readonly string[] Headers =
    [
        "", "---\ntitle: T\n---\n", "---\ntitle: a: b\ntags: [x\n---\n", "---\n* one\n---\n", "---\n{{date}}\n---\n", "---\ntitle: \"open\n---\n", "---\n\n---\n", "---\nno end\n", "\uFEFF---\na: @b\n---\n",
    ];

    [Fact]
    public async Task A_body_is_found_by_its_rarest_word()
    {
        using var place = new TempFolder();
        var folder = Directory.CreateDirectory(place["vault"]).FullName;
        await using var database = SqliteDatabase.Open(Directory.CreateDirectory(place["data"]).FullName);
        var store = new SqliteStore(database);
        var number = 0;

        await Gen.Select(Gen.Int[0, Headers.Length - 1], Gen.OneOf(Gen.String[0, 200], Words().Array[0, 40].Select(words => string.Join(' ', words)))).SampleAsync(async (header, body) =>
        {
            // A NUL makes a file binary; marks of comments hide what they enclose.
            body = string.Concat(body.EnumerateRunes().Select(rune => rune.ToString())).Replace('\0', ' ').Replace('%', ' ').Replace('<', ' ');
            if (Word().Matches(body).Select(match => match.Value).GroupBy(word => word, StringComparer.OrdinalIgnoreCase).OrderBy(group => group.Count()).ThenByDescending(group => group.Key.Length).FirstOrDefault() is not { } rarest)
                return;
            var name = $"note{Interlocked.Increment(ref number)}.md";
            await File.WriteAllTextAsync(Path.Combine(folder, name), Headers[header] + body);
            var root = new VaultRoot(folder);
            var file = Assert.IsType<VaultFile>(Vault.Reader(root).Read(Vault.List(root, Path.Combine(folder, name)).Files[name]));
            var result = await store.Documents.ReplaceFileAsync(name, [.. file.Documents.Select(document => new DocumentDraft(document.Id, document.Content, SourceFile: name, CreatedBy: DocumentDraft.Indexer))], DateTimeOffset.UtcNow);
            Assert.Empty(result.Rejected);

            var found = await store.Search.SearchAsync($"\"{rarest.Key}\"", new SearchFilter(), 1_000);
            Assert.True(found.Hits.Any(hit => hit.Id.StartsWith(name, StringComparison.Ordinal)), $"'{rarest.Key}' does not find {name}:\n{Headers[header]}{body}");
        }, iter: 500, threads: 1);
    }

    private static Gen<string> Words() => Gen.Frequency(
        (4, Gen.Char['a', 'z'].Array[3, 9].Select(letters => new string(letters))), (2, Gen.Char['\u0E01', '\u0E2E'].Array[3, 9].Select(letters => new string(letters))),
        (2, Gen.Char['\u4E00', '\u9FA5'].Array[3, 6].Select(letters => new string(letters))), (1, Gen.Char['\u0410', '\u044F'].Array[3, 9].Select(letters => new string(letters))),
        (1, Gen.OneOf(Gen.Const("#tag"), Gen.Const("##"), Gen.Const("---"), Gen.Const("```"), Gen.Const("\n"), Gen.Const("\n\n"), Gen.Const("title:"), Gen.Const("===")))
    );

    // Letters of which each is kept by every normal form, so that the word stands in the text as it is asked for.
    [GeneratedRegex(@"(?<![\p{L}\p{M}\p{N}_])[\p{L}]{3,40}(?![\p{L}\p{M}\p{N}_])", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Word();
}
