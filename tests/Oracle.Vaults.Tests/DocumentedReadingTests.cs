using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Oracle.Testing;

namespace Oracle.Vaults.Tests;

/// <summary>Every line of the tables of docs/vaults.md is tried as it stands there.</summary>
public sealed class DocumentedReadingTests
{
    public static TheoryData<string, string, string> Lines()
    {
        var lines = new TheoryData<string, string, string>();
        var pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();
        foreach (var row in Markdown.Parse(File.ReadAllText(Repository.PathTo("docs", "vaults.md")), pipeline).Descendants<TableRow>().Where(row => !row.IsHeader))
        {
            var cells = row.Cast<TableCell>().Select(cell => cell.Descendants<CodeInline>().Select(code => code.Content).ToList()).ToList();
            lines.Add(Assert.Single(cells[0]), cells[1].SingleOrDefault() ?? "", string.Join('\n', cells[2]));
        }

        return lines;
    }

    [Fact]
    public void The_page_has_examples() => Assert.True(Lines().Count > 50);

    [Theory]
    [MemberData(nameof(Lines))]
    public void What_the_page_says_of_a_file_is_so(string file, string written, string read)
    {
        using var vault = new TempVault();
        vault.Write(file, Text(written));
        var found = Assert.IsType<VaultFile>(Assert.Single(vault.Read()));
        foreach (var claim in read.Split('\n'))
            Check(found, claim);
    }

    private static void Check(VaultFile file, string claim)
    {
        var (what, value) = claim.IndexOf(": ", StringComparison.Ordinal) is > 0 and var at ? (claim[..at], Text(claim[(at + 2)..])) : (claim, "");
        var documents = file.Documents;
        switch (what)
        {
            case "title":
                Assert.All(documents, document => Assert.Equal(value, document.Title));
                break;
            case "titles":
                Assert.Equal(value, string.Join(", ", documents.Select(document => document.Title)));
                break;
            case "ids":
                Assert.Equal(value, string.Join(", ", documents.Select(document => document.Id)));
                break;
            case "content":
                Assert.Contains(value, documents.Select(document => document.Content));
                break;
            case "type":
                Assert.All(documents, document => Assert.Equal(value, document.Type));
                break;
            case "project":
                Assert.All(documents, document => Assert.Equal(value, document.Project));
                break;
            case "aliases":
                Assert.All(documents, document => Assert.Equal(value, string.Join(", ", document.Aliases)));
                break;
            case "concepts" or "no concepts":
                Assert.All(documents, document => Assert.Equal(value, string.Join(", ", document.Concepts)));
                break;
            case "warning":
                Assert.Contains(file.Warnings, warning => warning.ToString().StartsWith(value + ":", StringComparison.Ordinal));
                break;
            case "no warning":
                Assert.Empty(file.Warnings);
                break;
            case var one when one.StartsWith("concepts of ", StringComparison.Ordinal):
                Assert.Equal(value, string.Join(", ", documents.Single(document => document.Id == one["concepts of ".Length..]).Concepts));
                break;
            default:
                Assert.Fail($"docs/vaults.md claims '{claim}', which nothing here can check.");
                break;
        }
    }

    private static string Text(string shown) => shown.Replace('⏎', '\n').Replace('→', '\t');
}
