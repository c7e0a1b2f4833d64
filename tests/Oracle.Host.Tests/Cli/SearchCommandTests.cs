using Microsoft.AspNetCore.Http;
using Oracle.Host.Tests.Cli.Fakes;

namespace Oracle.Host.Tests.Cli;

public sealed class SearchCommandTests : IAsyncLifetime
{
    private CommandLine cli = null!;

    public async Task InitializeAsync() => cli = await CommandLine.CreateAsync();

    public async Task DisposeAsync() => await cli.DisposeAsync();

    [Fact]
    public async Task A_hit_shows_title_place_id_and_a_snippet()
    {
        Answer("""
            [{"id":"tar.md#x","title":"Tar [1]","heading_path":"Extracting","type":"note","snippet":"…Extract an <mark>archive</mark> &lt;fast&gt; \u001b[2J…","source_file":"tar.md","concepts":[],"source":"hybrid","score":0.93252,"more":2},
            {"id":"[b].md","title":null,"heading_path":null,"type":"retro","snippet":"x","source_file":"b.md","concepts":[],"source":"fts","score":0.01}]
            """);

        var outcome = await cli.RunAsync("search", "archive");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(
            """
              1 Tar [1] › Extracting
                tar.md#x  note  hybrid  0.93  and 2 more in this section
                …Extract an archive <fast> [2J…
              2 [b].md
                [b].md  retro  fts  0.01
                x

            """, outcome.Out);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task Filters_are_sent_and_only_those_that_were_given()
    {
        Answer("[]");

        await cli.RunAsync("search", "a b", "--mode", "fts", "--type", "note", "--project", "ก", "--limit", "3");
        await cli.RunAsync("search", "a b");

        Assert.Contains("GET /api/search?q=a%20b&mode=fts&type=note&project=%E0%B8%81&limit=3&content=none", cli.Host.Requests);
        Assert.Contains("GET /api/search?q=a%20b&content=none", cli.Host.Requests);
    }

    [Fact]
    public async Task Several_words_are_one_query()
    {
        Answer("[]");

        Assert.Equal(0, (await cli.RunAsync("search", "two", "words", "--mode", "fts")).ExitCode);

        Assert.Contains("GET /api/search?q=two%20words&mode=fts&content=none", cli.Host.Requests);
    }

    [Fact]
    public async Task A_hit_whose_file_cannot_be_read_says_so()
    {
        Answer("""[{"id":"a.md","type":"note","snippet":"x","source_file":"a.md","concepts":[],"source":"fts","score":0.9,"source_state":"unreadable","since":"2026-12-01T08:00:00Z"}]""");

        Assert.Contains("a.md  note  fts  0.90  unreadable since 2026-12-01 08:00:00Z", (await cli.RunAsync("search", "x")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_found_says_so_and_exits_0()
    {
        Answer("[]");

        var outcome = await cli.RunAsync("search", "x");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("nothing found\n", outcome.Out);
    }

    [Fact]
    public async Task Without_Chroma_the_results_come_with_a_notice_on_stderr()
    {
        cli.WriteHostFile();
        Answer("[]", degraded: true, coverage: "0.5");

        Assert.Equal("note: keyword results only: Chroma is unavailable; see ./oracle doctor\n", (await cli.RunAsync("search", "x")).Error);
    }

    [Fact]
    public async Task Who_asked_for_vectors_alone_is_told_why_there_is_nothing()
    {
        cli.WriteHostFile();
        Answer("[]", degraded: true);

        Assert.StartsWith("note: no results: vectors cannot be searched: Chroma is unavailable", (await cli.RunAsync("search", "x", "--mode", "vector")).Error);
    }

    [Fact]
    public async Task Who_asked_for_keywords_misses_nothing_and_gets_no_notice()
    {
        Answer("[]", degraded: true, coverage: "0.5");

        Assert.Empty((await cli.RunAsync("search", "x", "--mode", "fts")).Error);
    }

    [Fact]
    public async Task Coverage_below_all_is_never_rounded_up_to_all()
    {
        Answer("[]", coverage: "0.99999");

        Assert.Contains("note: 99.9 % of the documents are synced", (await cli.RunAsync("search", "x", "--json")).Error);
    }

    [Fact]
    public async Task A_host_that_was_started_for_the_search_is_asked_again_until_its_vectors_are_there()
    {
        var asked = 0;
        cli.Host.On("GET /api/search", async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(Body("[]", degraded: ++asked < 3, coverage: "1"));
        });

        var outcome = await cli.RunAsync("search", "x");

        Assert.Equal((3, ""), (asked, outcome.Error));
    }

    private void Answer(string results, bool degraded = false, string coverage = "1") => cli.Host.Json("GET /api/search", Body(results, degraded, coverage));

    private static string Body(string results, bool degraded, string coverage) =>
        $$"""{"results":{{results}},"total":9,"limit":10,"offset":0,"mode":"hybrid","query":"tar","vectorAvailable":{{(degraded ? "false" : "true")}},"degraded":{{(degraded ? "true" : "false")}},"coverage":{{coverage}},"pending":0}""";
}
