using Akka.Actor;
using Akka.TestKit;
using Oracle.Actors.Auditing;
using Oracle.Actors.Stats;
using Oracle.Actors.Sweeping;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Documents.Syncing;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Stats;

public sealed class StatsActorTests
{
    private static readonly CollectionRecord Answering = FakeChroma.Collection("c0ffee");

    [Fact]
    public async Task The_answer_comes_from_the_stores_counters_the_sweepers_history_and_Chromas_own_count()
    {
        using var world = new World();
        world.Counters = Counts(pending: 2, synced: 5, failed: 1);
        world.Chroma.Records["a"] = null!;
        var report = await world.ReportAsync();
        Assert.Equal(world.Actors.Now, report.At);
        Assert.Same(world.Counters, report.Store);
        Assert.Equal(world.LastSweep, report.LastSweep);
        Assert.Same(world.LastAudit, report.LastAudit);
        Assert.Equal(new ChromaSync.Status(Circuit.Closed, Answering), report.Sync);
        Assert.Equal(1, report.VectorCount);
    }

    [Fact]
    public async Task Requests_that_arrive_during_a_reading_get_one_that_began_after_them()
    {
        using var world = new World();
        world.Reading.Close();
        world.Counters = Counts(pending: 1);
        var early = world.Ask();
        await Eventually.True(() => world.Reading.Held == 1);

        // The change happens after the first reading began, and these ask after the change.
        var changed = Counts(pending: 2);
        world.Counters = changed;
        var late = new[] { world.Ask(), world.Ask() };
        await early.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
        world.Reading.Open();

        await early.ExpectMsgAsync<Statistics.Report>();
        foreach (var probe in late)
            Assert.Same(changed, (await probe.ExpectMsgAsync<Statistics.Report>()).Store);
        // The late ones share a reading.
        Assert.Equal(2, world.Readings);
    }

    [Fact]
    public async Task Chroma_is_counted_anew_after_each_write_and_not_before()
    {
        using var world = new World();
        Assert.Equal(0, (await world.ReportAsync()).VectorCount);
        Assert.Equal(0, (await world.ReportAsync()).VectorCount);
        Assert.Equal(1, world.Chroma.CountsAsked);

        await world.Chroma.DeleteAsync(Answering, ["gone"], CancellationToken.None);
        world.Chroma.Records["a"] = null!;
        Assert.Equal(1, (await world.ReportAsync()).VectorCount);
    }

    [Fact]
    public async Task What_is_written_while_Chroma_counts_is_in_the_next_count()
    {
        using var world = new World();
        world.Chroma.Counts.Close();
        var asker = world.Ask();
        await Eventually.True(() => world.Chroma.Counts.Held == 1);
        await world.Chroma.DeleteAsync(Answering, ["gone"], CancellationToken.None);
        world.Chroma.Counts.Open();
        Assert.Equal(0, (await asker.ExpectMsgAsync<Statistics.Report>()).VectorCount);

        world.Chroma.Records["a"] = null!;
        Assert.Equal(1, (await world.ReportAsync()).VectorCount);
    }

    [Fact]
    public async Task What_somebody_else_wrote_is_counted_after_ten_seconds_or_in_another_collection_at_once()
    {
        using var world = new World();
        Assert.Equal(0, (await world.ReportAsync()).VectorCount);
        world.Chroma.Records["a"] = null!;
        Assert.Equal(0, (await world.ReportAsync()).VectorCount);
        world.Actors.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, (await world.ReportAsync()).VectorCount);

        world.Chroma.Records["b"] = null!;
        world.Sync = world.Sync with { Collection = Answering with { Uuid = "another" } };
        Assert.Equal(2, (await world.ReportAsync()).VectorCount);
    }

    [Fact]
    public async Task A_Chroma_that_went_away_after_it_was_counted_gives_no_number_and_is_suspected()
    {
        using var world = new World();
        Assert.Equal(0, (await world.ReportAsync()).VectorCount);
        world.Chroma.Trouble = new SyncOutcome(SyncOutcomeKind.Unavailable, "Connection refused.");
        Assert.Null((await world.ReportAsync()).VectorCount);
        await world.Suspicions.ExpectMsgAsync<ChromaSync.Suspected>();
    }

    [Fact]
    public async Task A_Chroma_that_hangs_after_it_was_counted_is_waited_for_a_moment_only()
    {
        using var world = new World();
        Assert.Equal(0, (await world.ReportAsync()).VectorCount);
        world.Chroma.Probes.Close();
        var asker = world.Ask();
        await Eventually.True(() => world.Chroma.Probes.Held == 1);
        world.Actors.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null((await asker.ExpectMsgAsync<Statistics.Report>()).VectorCount);
    }

    [Fact]
    public async Task A_Chroma_that_cannot_count_gives_no_number_and_is_suspected()
    {
        using var world = new World();
        world.Chroma.Trouble = new SyncOutcome(SyncOutcomeKind.Unavailable, "Connection refused.");
        Assert.Null((await world.ReportAsync()).VectorCount);
        await world.Suspicions.ExpectMsgAsync<ChromaSync.Suspected>();
    }

    [Fact]
    public async Task A_Chroma_that_does_not_answer_is_waited_for_a_moment_only_and_is_suspected()
    {
        using var world = new World();
        world.Chroma.Counts.Close();
        var asker = world.Ask();
        await Eventually.True(() => world.Chroma.Counts.Held == 1);
        world.Actors.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null((await asker.ExpectMsgAsync<Statistics.Report>()).VectorCount);
        await world.Suspicions.ExpectMsgAsync<ChromaSync.Suspected>();
    }

    [Fact]
    public async Task A_Chroma_known_to_be_down_is_not_asked()
    {
        using var world = new World();
        world.Sync = new ChromaSync.Status(Circuit.Closed.Failed("Down.", isConfiguration: false), Answering);
        var report = await world.ReportAsync();
        Assert.Equal((null, "Down."), (report.VectorCount, report.Sync!.Circuit.Reason));
        Assert.Equal(0, world.Chroma.CountsAsked);
        await world.Suspicions.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_is_said_and_the_next_request_is_answered_again()
    {
        using var world = new World();
        world.Fault = new StoreUnavailableException("The database file is damaged.");
        var asker = world.Ask();
        Assert.Equal("The database file is damaged.", (await asker.ExpectMsgAsync<Statistics.Unreadable>()).Reason);
        world.Fault = null;
        await world.ReportAsync();
    }

    [Fact]
    public async Task Actors_that_do_not_answer_leave_their_part_out()
    {
        using var world = new World { IsAlone = true };
        var report = await world.ReportAsync();
        Assert.Equal((null, null, null, null), (report.LastSweep, report.Sync, report.VectorCount, report.LastAudit));
        Assert.Same(world.Counters, report.Store);
    }

    private static StoreStatistics Counts(long pending = 0, long synced = 0, long failed = 0) => new(
        pending, synced, failed, Quarantined: 0, Deleting: 0, new Dictionary<string, long>(StringComparer.Ordinal), Concepts: 0, [], null, null, Answering);

    /// <summary>StatsActor between neighbours that answer what the test sets.</summary>
    private sealed class World : IDisposable, IStatistics
    {
        private readonly IActorRef _stats;
        private int _readings;

        public World()
        {
            Chroma = new FakeChroma(null!, Actors.Traffic, Actors.Clock);
            Reading = new Gate(Actors.Traffic);
            Suspicions = Actors.Kit.CreateTestProbe();
            var engine = Neighbour(question => question is ChromaSync.Suspected suspected ? Suspect(suspected) : Sync);
            var sweeper = Neighbour(_ => new SweepHistory([new Sweeper.SweepFinished(LastSweep, LastSweep, 0, 0, 0, 0)]));
            var auditor = Neighbour(_ => new Audit.Status(Running: null, LastAudit));
            _stats = Actors.System.ActorOf(Props.Create(() => new StatsActor(this, Chroma, engine, sweeper, auditor, Actors.Clock)));
        }

        public ActorWorld Actors { get; } = new();

        public FakeChroma Chroma { get; }

        public Gate Reading { get; }

        public TestProbe Suspicions { get; }

        public ChromaSync.Status Sync { get; set; } = new(Circuit.Closed, Answering);

        public DateTimeOffset LastSweep { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public Audit.Result LastAudit { get; } = new AuditJob(new Audit.Run(), IsScheduled: false, DateTimeOffset.UnixEpoch).Result(Audit.State.Done, DateTimeOffset.UnixEpoch);

        public StoreStatistics Counters { get; set; } = Counts();

        public Exception? Fault { get; set; }

        /// <summary>True: the neighbours are silent.</summary>
        public bool IsAlone { get; init; }

        public int Readings => Volatile.Read(ref _readings);

        public Task<StoreStatistics> ReadAsync(int topConcepts = 20) => Actors.Traffic.During(async () =>
        {
            Interlocked.Increment(ref _readings);
            var counters = Counters;
            await Reading.PassAsync();
            return Fault is { } fault ? throw fault : counters;
        });

        public TestProbe Ask()
        {
            var probe = Actors.Kit.CreateTestProbe();
            _stats.Tell(Statistics.GetStatistics.Instance, probe.Ref);
            return probe;
        }

        public async Task<Statistics.Report> ReportAsync() => await Ask().ExpectMsgAsync<Statistics.Report>(TimeSpan.FromSeconds(10));

        public void Dispose() => Actors.Dispose();

        private object? Suspect(ChromaSync.Suspected suspected)
        {
            Suspicions.Ref.Tell(suspected);
            return null;
        }

        private IActorRef Neighbour(Func<object, object?> answer)
        {
            var probe = Actors.Kit.CreateTestProbe();
            probe.SetAutoPilot(new DelegateAutoPilot((sender, question) =>
            {
                if (!IsAlone && answer(question) is { } reply)
                    sender.Tell(reply);
                return AutoPilot.KeepRunning;
            }));
            return probe.Ref;
        }
    }
}
