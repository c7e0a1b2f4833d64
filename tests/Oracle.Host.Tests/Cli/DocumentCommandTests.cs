using Microsoft.AspNetCore.Http;
using Oracle.Host.Tests.Cli.Fakes;

namespace Oracle.Host.Tests.Cli;

public sealed class DocumentCommandTests : IAsyncLifetime
{
    private CommandLine cli = null!;

    public async Task InitializeAsync()
    {
        cli = await CommandLine.CreateAsync();
        cli.Host.On("DELETE /api/documents", async context =>
        {
            var id = context.Request.Query["id"].ToString();
            context.Response.StatusCode = id.StartsWith('?') ? 404 : 202;
            await context.Response.WriteAsJsonAsync(new { id, revision = 7 });
        });
    }

    public async Task DisposeAsync() => await cli.DisposeAsync();

    [Fact]
    public async Task Delete_takes_every_known_id_and_names_each_unknown_one()
    {
        var outcome = await cli.RunAsync("delete", "a/b.md#x", "?c", "d", "?e");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("deleted a/b.md#x\ndeleted d\n", outcome.Out);
        Assert.Equal("error: no document has the id '?c'\nerror: no document has the id '?e'\n", outcome.Error);
    }

    [Fact]
    public async Task Delete_as_JSON_lists_both()
    {
        var json = (await cli.RunAsync("delete", "a", "?c", "--json")).Json;

        Assert.Equal(7, json.GetProperty("deleted")[0].GetProperty("revision").GetInt64());
        Assert.Equal("?c", json.GetProperty("unknown")[0].GetString());
    }

    [Fact]
    public async Task Show_prints_the_document_and_how_it_stands_with_Chroma()
    {
        cli.Host.Json("GET /api/documents", """
            {"id":"a","type":"note","content":"line 1\nline 2","source_file":"a.md","concepts":["x","y"],"project":null,
             "sync":{"status":"failed","revision":9,"syncedRevision":4,"attempts":3,"lastAttempt":"2026-01-31T12:00:00Z","nextAttempt":null,"error":"Chroma does not answer","kind":"unavailable"}}
            """);

        var outcome = await cli.RunAsync("show", "a");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("failed (Chroma has revision 4)", outcome.Out);
        Assert.Contains("Chroma does not answer (unavailable)", outcome.Out);
        Assert.Contains("3, the last at 2026-01-31 12:00:00Z", outcome.Out);
        Assert.EndsWith("\nline 1\nline 2\n", outcome.Out);
    }

    [Fact]
    public async Task Show_says_that_the_file_cannot_be_read()
    {
        cli.Host.Json("GET /api/documents", """
            {"id":"a","type":"note","content":"x","source_file":"a.md","concepts":[],"source_state":"unreadable","since":"2026-12-01T08:00:00Z","sync":{"status":"synced","revision":1}}
            """);

        Assert.Contains("unreadable since 2026-12-01 08:00:00Z; this is what the file said before", (await cli.RunAsync("show", "a")).Out);
    }

    [Fact]
    public async Task A_document_cannot_steer_the_terminal()
    {
        cli.OnTerminal = true;
        cli.Host.Json("GET /api/documents", """{"id":"a","type":"note","content":"\u001b[2Jgone","source_file":"","concepts":[],"sync":{"status":"synced","revision":1}}""");

        // Ordinal: a comparison by language passes over control characters.
        Assert.Contains("\n[2Jgone\n", (await cli.RunAsync("show", "a")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_of_an_unknown_id_exits_2_and_names_it()
    {
        cli.Host.Problem("GET /api/documents", 404, "Not found", "there is no such document");

        var outcome = await cli.RunAsync("show", "no such/id");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("error: no document has the id 'no such/id'\n", outcome.Error);
        Assert.Contains("GET /api/documents?id=no%20such%2Fid", cli.Host.Requests);
    }
}
