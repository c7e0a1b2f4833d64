using Oracle.Cli.Output;
using Oracle.Host.Tests.Cli.Fakes;

namespace Oracle.Host.Tests.Cli;

public sealed class InspectCommandTests : IAsyncLifetime
{
    private CommandLine cli = null!;

    public async Task InitializeAsync()
    {
        cli = await CommandLine.CreateAsync();
        cli.Host.Json("GET /api/inspect",
            """
            {"at":"2026-01-31T12:00:00Z","tookMs":3.5,
             "circuit":{"state":"open","since":"2026-01-31T11:59:00Z","nextProbe":"2026-01-31T12:00:00.4Z","reason":"Chroma at http://127.0.0.1:8000 refuses the connection; documents are safe in SQLite meanwhile."},
             "actors":[{"path":"/user/chroma","type":"BackoffOnRestartSupervisor","state":"watches over sync","answers":true,"since":null,"mailbox":0,"restarts":0,"lastFailure":null,"sequenceNumber":null,"children":[
               {"path":"/user/chroma/sync","type":"ChromaSyncActor","state":"does not answer; last known: sending batch 17 of 250 documents","answers":false,"since":"2026-01-31T11:59:00Z","mailbox":1200,"restarts":2,
                "lastFailure":{"at":"2026-01-31T11:58:00Z","what":"Document a\u001b[31mred\u0007 has no vector"},"sequenceNumber":12,"children":[]}]},
               {"path":"/user/$a","type":"EventFeed.Listener","state":"idle","answers":true,"since":null,"mailbox":0,"restarts":0,"lastFailure":null,"sequenceNumber":null,"children":[]},
               {"path":"/user/$b","type":"EventFeed.Listener","state":"idle","answers":true,"since":null,"mailbox":0,"restarts":0,"lastFailure":null,"sequenceNumber":null,"children":[]},
               {"path":"/user/$c","type":"EventFeed.Listener","state":"does not answer; last known: busy","answers":false,"since":null,"mailbox":7,"restarts":0,"lastFailure":null,"sequenceNumber":null,"children":[]}],
             "queues":{"store":{"waiting":1,"underWay":3},"embedder":{"waiting":0,"underWay":64,"since":"2026-01-31T11:59:48Z"},"outbox":null},
             "timers":[{"actor":"/user/chroma/sync","name":"probe due","due":"2026-01-31T12:00:00.4Z","everySeconds":null},{"actor":"/user/chroma/sync","name":"tick","due":"2026-01-31T12:00:01Z","everySeconds":1}],
             "scans":[{"of":["/vault\u001b]0;x"],"kind":"index","since":"2026-01-31T11:59:00Z","files":12,"found":1300}]}
            """);
    }

    public async Task DisposeAsync() => await cli.DisposeAsync();

    [Fact]
    public async Task All_of_it_is_shown_within_80_columns_and_nothing_reaches_the_terminal_but_text()
    {
        var outcome = await cli.RunAsync("inspect");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.All(outcome.Out.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.DoesNotContain('\u001b', outcome.Out);
        Assert.DoesNotContain('\u0007', outcome.Out);
        Assert.Contains(
            """
            circuit   open since 2026-01-31 11:59:00Z, next probe in 0.4 s: Chroma at
                      http://127.0.0.1:8000 refuses the connection; documents are safe in
                      SQLite meanwhile.
            store     1 write waiting, 3 under way
            embedder  0 texts waiting, 64 under way since 2026-01-31 11:59:48Z
            outbox    SQLite does not answer
            scan      index /vault]0;x, 12 of 1,300 files, since 2026-01-31 11:59:00Z
            """, outcome.Out);
        Assert.Contains(
            """
              chroma (BackoffOnRestartSupervisor)
                watches over sync
                sync (ChromaSyncActor), mailbox 1,200, restarts 2, sequence number 12
                  does not answer; last known: sending batch 17 of 250 documents
                  failed 2026-01-31 11:58:00Z: Document a[31mred has no vector
              $c (EventFeed.Listener), mailbox 7
                does not answer; last known: busy
              2 × EventFeed.Listener, idle
            """, outcome.Out);
        Assert.Contains("  in 1 s, every 1 s: tick, /user/chroma/sync\n", outcome.Out);
    }

    [Fact]
    public async Task Json_is_the_answer_as_it_came()
    {
        var outcome = await cli.RunAsync("inspect", "--json");

        Assert.Equal(1200, outcome.Json.GetProperty("actors")[0].GetProperty("children")[0].GetProperty("mailbox").GetInt32());
    }

    [Theory]
    [InlineData("", "lead:")]
    [InlineData("one two three", "lead:one two\n     three")]
    [InlineData("a-word-longer-than-a-line and", "lead:a-word-longer-than-a-line\n     and")]
    public void Text_is_folded_between_words(string text, string lines) => Assert.Equal(lines, string.Join('\n', Folded.Of("lead:", text, 14)));
}
