using Oracle.Host.Tests.Cli.Fakes;

namespace Oracle.Host.Tests.Cli;

public sealed class RootsCommandTests : IAsyncLifetime
{
    private CommandLine cli = null!;

    public async Task InitializeAsync() => cli = await CommandLine.CreateAsync();

    public async Task DisposeAsync() => await cli.DisposeAsync();

    [Fact]
    public async Task What_is_left_out_and_what_became_of_the_watch_is_shown()
    {
        cli.Host.Json("GET /api/roots", """
            {"roots":[{"name":".","path":"/notes","state":"held","documents":6,"held":25,"reason":"25 of 37 files went within a minute of each other",
              "excluded":["drafts/","*.tmp.md"],"following":{"isWatched":true,"remade":2}}]}
            """);

        var outcome = await cli.RunAsync("roots");
        Assert.Contains("leaves out 'drafts/', '*.tmp.md', as index --exclude was told", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("its watch was made anew 2 times", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("roots confirm '.'", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_that_was_the_same_folder_is_told()
    {
        cli.Host.Json("POST /api/roots/move", """{"name":"work","path":"/new","merged":[{"name":"jobnotes","documents":3}]}""");

        Assert.Equal("'work' lies at /new now; 'jobnotes' was the same folder; its 3 documents are those of 'work' now\n", (await cli.RunAsync("roots", "move", "work", "/new")).Out);
    }

    [Theory]
    [InlineData(false, 0, "nothing of '.' is held; nothing was deleted\n")]
    [InlineData(true, 22, "deleted the documents of 22 files of '.'\n")]
    public async Task What_was_confirmed_is_told(bool wasHeld, int files, string told)
    {
        cli.Host.Json("POST /api/roots/confirm", $$"""{"name":".","wasHeld":{{(wasHeld ? "true" : "false")}},"deletedFiles":{{files}} }""");

        Assert.Equal(told, (await cli.RunAsync("roots", "confirm", ".")).Out);
    }

    [Fact]
    public async Task Forgetting_says_what_was_deleted_and_that_no_file_was_touched()
    {
        cli.Host.Json("DELETE /api/roots", """{"name":"work","deletedDocuments":12}""");

        Assert.Equal("forgot 'work'; 12 documents deleted, its files are untouched\n", (await cli.RunAsync("roots", "forget", "work")).Out);
    }
}
