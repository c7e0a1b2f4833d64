using System.Collections.Immutable;
using Oracle.Actors.Auditing;
using Oracle.Actors.Inspecting;
using Oracle.Actors.Sweeping;
using Oracle.Actors.Syncing;
using Oracle.Embeddings;

namespace Oracle.Actors.Tests.Inspecting;

public sealed class StatesInWordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly EmbedderReading Resting = new(0, 0, null);

    [Fact]
    public void A_batch_on_its_way_is_named_by_its_number_and_size() => Assert.Equal(
        "sending batch 17 of 250 documents", Sync(Circuit.Closed, new SyncWork.Sending(17, 250)).InWords(At()));

    [Fact]
    public void An_open_circuit_says_since_when_why_and_when_Chroma_is_asked_next()
    {
        var open = SyncState.Starting.Next(Circuit.Starting.Failed("refused", isConfiguration: false), new SyncWork.None(), null, Now.AddMinutes(-1));
        Assert.Equal("circuit open since 2026-11-30 11:59:00Z, next probe in 0.4 s: refused", open.InWords(At((SyncState.ProbeTimer, Now.AddSeconds(0.4)))));
        // A probe in vain is no new beginning.
        var still = open.Next(open.Circuit.Failed("refused", isConfiguration: false), new SyncWork.None(), null, Now);
        Assert.Equal("circuit open since 2026-11-30 11:59:00Z, probing now: refused", still.InWords(At()));
        Assert.Equal(Now, still.Next(Circuit.Closed, new SyncWork.None(), null, Now).CircuitSince);
    }

    [Fact]
    public void What_waits_for_the_embedder_says_for_how_long()
    {
        var preparing = Sync(Circuit.Closed, new SyncWork.Preparing());
        Assert.Equal("preparing the next batch", preparing.InWords(At()));
        Assert.Equal("waiting for the embedder, which is at 64 texts for 12 s", preparing.InWords(At() with { Embedder = new EmbedderReading(0, 64, Now.AddSeconds(-12)) }));
        var trouble = Sync(Circuit.Closed, new SyncWork.None()) with { EmbedderTrouble = "It refuses." };
        Assert.Equal("waiting for the embedder, asked again in 8 s: It refuses.", trouble.InWords(At((SyncState.EmbedderTimer, Now.AddSeconds(8)))));
    }

    [Fact]
    public void An_audit_says_how_far_it_is_and_what_it_waits_for()
    {
        var job = new AuditJob(new Audit.Run(), IsScheduled: false, Now) { Total = 5_000, Checked = 1_200 };
        Assert.Equal("auditing: 1,200 of 5,000 compared; waiting: Chroma is away.", new AuditorState(job, "Chroma is away.", null).InWords(At()));
        Assert.Equal("idle; no audit yet; looks again in 24 h", new AuditorState(null, null, null).InWords(At((AuditorState.DueTimer, Now.AddDays(1)))));
    }

    [Fact]
    public void A_sweeper_says_when_it_sweeps_next() => Assert.Equal(
        "idle; no sweep yet; next sweep in 5 min", new SweeperState(null, 0, null).InWords(At((SweeperState.DueTimer, Now.AddMinutes(5)))));

    [Theory]
    [InlineData("akka://oracle/user/chroma/sync", "/user/chroma/sync")]
    [InlineData("akka://oracle/user/chroma/sync#1234", "/user/chroma/sync")]
    [InlineData("[akka://oracle/user/chroma/sync#1234]", "/user/chroma/sync")]
    [InlineData("ActorSystem(oracle)", null)]
    [InlineData("akka://oracle", null)]
    public void The_source_of_a_log_entry_leads_to_its_actor(string source, string? path) => Assert.Equal(path, FailureListener.PathOf(source));

    [Theory]
    [InlineData(10, null, 10)]
    [InlineData(-1, null, null)]
    [InlineData(-1, 3, 2)]
    [InlineData(0, 3, 3)]
    [InlineData(-7, 3, 2)]
    [InlineData(5, 3, 5)]
    public void A_timer_is_due_next_when_it_is(int first, int? every, int? next) => Assert.Equal(
        next is { } seconds ? Now.AddSeconds(seconds) : null,
        new ShownTimer(Now.AddSeconds(first), every is { } pause ? TimeSpan.FromSeconds(pause) : null).NextAfter(Now));

    private static Glance At(params (string Timer, DateTimeOffset Due)[] timers) =>
        new(Now, Resting, timers.ToImmutableDictionary(timer => timer.Timer, timer => timer.Due, StringComparer.Ordinal));

    private static SyncState Sync(Circuit circuit, SyncWork work) => new(circuit, Now, work, null);
}
