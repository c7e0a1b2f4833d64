using Oracle.Actors.Auditing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Syncing;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Auditing;

/// <summary>When audits run, what they wait for, and what stays of them.</summary>
public sealed class AuditRunsTests
{
    [Fact]
    public async Task A_second_request_while_one_runs_is_told_so()
    {
        await using var world = await AuditWorld.FilledAsync(10);
        world.Chroma.Readings.Close();
        var begun = Assert.IsType<Audit.Begun>(await world.RunAsync(new Audit.Run()));
        Assert.Equal(Audit.State.Running, begun.Result.State);
        var refused = Assert.IsType<Audit.AlreadyRunning>(await world.RunAsync(new Audit.Run(Repair: true)));
        Assert.Equal(begun.Result.StartedAt, refused.Result.StartedAt);
        world.Chroma.Readings.Open();
        Assert.Equal(Audit.State.Done, (await world.EndAsync(TimeSpan.FromMinutes(1))).State);
    }

    [Fact]
    public async Task An_audit_waits_for_a_Chroma_that_is_away_and_goes_on_where_it_was()
    {
        await using var world = await AuditWorld.FilledAsync(10);
        world.Chroma.Trouble = Down;
        await world.RunAsync(new Audit.Run());
        await world.Actors.AdvanceAsync(TimeSpan.FromMinutes(2));
        var running = Assert.IsType<Audit.Result>((await world.StatusAsync()).Running);
        Assert.Contains("Connection refused.", running.Note, StringComparison.Ordinal);
        world.Chroma.Trouble = null;
        var result = await world.EndAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((Audit.State.Done, 10L, null), (result.State, result.Checked, result.Note));
    }

    [Fact]
    public async Task An_audit_is_given_up_with_the_reason_when_Chroma_stays_away()
    {
        await using var world = await AuditWorld.FilledAsync(10);
        world.Chroma.Trouble = Down;
        await world.RunAsync(new Audit.Run());
        var result = await world.EndAsync(TimeSpan.FromMinutes(7));
        Assert.Equal(Audit.State.Failed, result.State);
        Assert.Contains("Connection refused.", result.Note, StringComparison.Ordinal);
        world.Chroma.Trouble = null;
        Assert.Equal(Audit.State.Done, (await world.AuditAsync()).State);
    }

    [Fact]
    public async Task An_embedder_that_is_away_makes_no_record_stale()
    {
        await using var world = await AuditWorld.FilledAsync(10);
        var vector = world.Sync.Embedder.Vector;
        world.Sync.Embedder.Vector = _ => throw new HttpRequestException("No route.");
        await world.RunAsync(new Audit.Run());
        await world.Actors.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.NotNull((await world.StatusAsync()).Running);
        world.Sync.Embedder.Vector = vector;
        var result = await world.EndAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((Audit.State.Done, 10L, 0), (result.State, result.Checked, result.Found));
    }

    [Fact]
    public async Task A_collection_that_is_lost_during_an_audit_is_made_anew_and_the_audit_begins_again_in_it()
    {
        await using var world = await AuditWorld.FilledAsync(400);
        world.Remove("doc-00001");
        world.Chroma.OnPage = _ =>
        {
            world.Chroma.OnPage = _ => { };
            world.Chroma.LoseCollection();
        };
        await world.RunAsync(new Audit.Run(Repair: true));
        var result = await world.EndAsync(TimeSpan.FromMinutes(4));
        Assert.Equal((Audit.State.Done, 0), (result.State, result.Found));
        await world.Sync.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(0, (await world.AuditAsync()).Found);
    }

    [Fact]
    public async Task The_last_result_survives_a_restart()
    {
        await using var world = await AuditWorld.FilledAsync(10);
        world.Remove("doc-00001");
        world.Chroma.AddStrangers(1);
        var result = await world.AuditAsync();
        await world.RestartAsync();
        var last = Assert.IsType<Audit.Result>((await world.StatusAsync()).Last);
        Assert.Equal((result.FinishedAt, 1, 1), (last.FinishedAt, last.Missing, last.Orphans));
        Assert.Equal(["doc-00001"], last.Samples[Audit.Drift.Missing]);
    }

    [Fact]
    public async Task One_runs_a_day_after_the_last_one_and_repairs()
    {
        await using var world = await AuditWorld.FilledAsync(10, new AuditSchedule());
        world.Actors.Step = TimeSpan.FromMinutes(10);
        var first = await world.AuditAsync();
        // The sync actor looks at counts, revisions and hashes: it does not notice.
        world.Swap("doc-00001", "doc-00002");
        await world.RestartAsync();
        await world.Actors.AdvanceAsync(TimeSpan.FromHours(23));
        Assert.Equal(first.FinishedAt, (await world.StatusAsync()).Last!.FinishedAt);
        await world.Actors.AdvanceAsync(TimeSpan.FromHours(2));
        await Eventually.True(async () => (await world.StatusAsync()).Last is { Found: 2, Repaired: 2 });
    }

    [Fact]
    public async Task None_runs_by_itself_when_it_is_switched_off()
    {
        await using var world = await AuditWorld.FilledAsync(10);
        world.Actors.Step = TimeSpan.FromMinutes(30);
        await world.Actors.AdvanceAsync(TimeSpan.FromDays(2));
        Assert.Equal(new Audit.Status(null, null), await world.StatusAsync());
    }

    [Fact]
    public async Task A_result_that_the_journal_did_not_take_keeps_no_later_audit_from_running()
    {
        await using var world = await AuditWorld.FilledAsync(10);
        FaultyJournal.Of(world.Actors.System).Rejection = new InvalidOperationException("Cannot be serialized.");
        Assert.Equal(10, (await world.AuditAsync()).Checked);
        FaultyJournal.Of(world.Actors.System).Rejection = null;
        FaultyJournal.Of(world.Actors.System).Fault = new InvalidOperationException("The disk is full.");
        await world.RunAsync(new Audit.Run());
        await world.Actors.AdvanceAsync(TimeSpan.FromSeconds(10));
        FaultyJournal.Of(world.Actors.System).Fault = null;
        await world.Actors.AdvanceAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(Audit.State.Done, (await world.AuditAsync()).State);
    }

    [Fact]
    public async Task Its_progress_is_published_and_its_end()
    {
        await using var world = await AuditWorld.FilledAsync(1_000);
        var published = world.Actors.Hear<Audit.Result>();
        await world.AuditAsync();
        Assert.Equal(Audit.State.Running, (await published.ExpectMsgAsync<Audit.Result>()).State);
        var end = await published.FishForMessageAsync<Audit.Result>(result => result.State == Audit.State.Done);
        Assert.Equal(1_000, end.Checked);
    }

    private static readonly SyncOutcome Down = new(SyncOutcomeKind.Unavailable, "Connection refused.");
}
