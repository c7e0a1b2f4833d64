using Akka.Actor;
using Akka.TestKit;
using Oracle.Actors.Auditing;
using Oracle.Actors.Hosting;
using Oracle.Actors.Tests.Fakes;
using Oracle.Documents;
using Oracle.Embeddings;

namespace Oracle.Actors.Tests.Worlds;

/// <summary>Auditor under its real supervisor beside the real ChromaSyncActor; the re-indexer is a probe.</summary>
internal sealed class AuditWorld : IAsyncDisposable
{
    private AuditWorld(SyncWorld sync, AuditSchedule schedule)
    {
        (Sync, Schedule) = (sync, schedule);
        Reindexer = Actors.Kit.CreateTestProbe("reindexer");
        // Unlike each other, as vectors of different texts are.
        sync.Embedder.Vector = text => [1, text.Length, text.Sum(letter => letter), text.Aggregate(7, (hash, letter) => ((hash * 31) + letter) % 1009)];
    }

    public SyncWorld Sync { get; }

    public AuditSchedule Schedule { get; }

    public ActorWorld Actors => Sync.Actors;

    public FakeChroma Chroma => Sync.Chroma;

    public TestProbe Reindexer { get; }

    public IActorRef Ref { get; private set; } = ActorRefs.Nobody;

    /// <summary>With so many synced documents, and nothing else to be done.</summary>
    public static async Task<AuditWorld> FilledAsync(int documents, AuditSchedule? schedule = null)
    {
        var world = new AuditWorld(new SyncWorld(), schedule ?? new AuditSchedule { Interval = TimeSpan.Zero });
        await world.Sync.FillAsync(documents);
        await world.StartAsync();
        return world;
    }

    public async Task StartAsync()
    {
        var parts = new AuditParts(
            Sync.Store.Auditing, Sync.Reconciliation, Chroma, _ => new Embedder(Sync.Embedder, FakeEmbedder.Model), Sync.Sync, Reindexer.Ref);
        var (schedule, clock) = (Schedule, Actors.Clock);
        Ref = Actors.System.ActorOf(Supervision.OnStop(Actors.System.Settings.Config, Props.Create(() => new Auditor(parts, schedule, clock)), "auditor"));
        await StatusAsync();
    }

    /// <summary>Stops it and starts it again, as a restart of the host does; the journal stays.</summary>
    public async Task RestartAsync()
    {
        await Ref.GracefulStop(TimeSpan.FromSeconds(5));
        await StartAsync();
    }

    public Task<Audit.Status> StatusAsync() => Ref.Ask<Audit.Status>(Audit.GetStatus.Instance, TimeSpan.FromSeconds(5));

    public Task<object> RunAsync(Audit.Run wanted) => Ref.Ask<object>(wanted, TimeSpan.FromSeconds(5));

    /// <summary>Runs one to its end, moving time as it needs.</summary>
    public async Task<Audit.Result> AuditAsync(bool repair = false, bool force = false, int? probe = null)
    {
        Assert.IsType<Audit.Begun>(await RunAsync(new Audit.Run(repair, force, probe)));
        return await EndAsync(TimeSpan.FromMinutes(10));
    }

    /// <summary>Waits for the end of the one under way.</summary>
    public async Task<Audit.Result> EndAsync(TimeSpan within)
    {
        await Actors.AdvanceUntilAsync(async () => (await StatusAsync()).Running is null, within, "the audit is over");
        return (await StatusAsync()).Last!;
    }

    /// <summary>A record of a document is put into another state, as somebody else would through Chroma.</summary>
    public void Change(string id, Func<Documents.Syncing.SyncRow, Documents.Syncing.SyncRow> change) => Chroma.Records[id] = change(Chroma.Records[id]);

    public void Remove(string id) => Assert.True(Chroma.Records.TryRemove(id, out var _));

    public void Swap(string one, string other) =>
        (Chroma.Vectors[one], Chroma.Vectors[other]) = (Chroma.Vectors[other], Chroma.Vectors[one]);

    public Task<AcceptResult> AcceptAsync(params string[] ids) => Sync.AcceptAsync(ids);

    public ValueTask DisposeAsync() => Sync.DisposeAsync();
}
