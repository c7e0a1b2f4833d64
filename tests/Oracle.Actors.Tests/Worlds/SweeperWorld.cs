using Akka.Actor;
using Akka.TestKit;
using Oracle.Actors.Hosting;
using Oracle.Actors.Sweeping;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;

namespace Oracle.Actors.Tests.Worlds;

/// <summary>SyncSweeper under its real supervisor; the engine is a probe that the test answers for.</summary>
internal sealed class SweeperWorld : IDisposable
{
    public SweeperWorld()
    {
        Outbox = new StubOutbox(Actors.Traffic);
        Engine = Actors.Kit.CreateTestProbe("engine");
        Asker = Actors.Kit.CreateTestProbe("asker");
    }

    public ActorWorld Actors { get; } = new();

    public StubOutbox Outbox { get; }

    public TestProbe Engine { get; }

    public TestProbe Asker { get; }

    public IActorRef Ref { get; private set; } = ActorRefs.Nobody;

    public static async Task<SweeperWorld> StartedAsync()
    {
        var world = new SweeperWorld();
        await world.StartAsync();
        return world;
    }

    public async Task StartAsync()
    {
        var (outbox, engine, clock) = (Outbox, Engine.Ref, Actors.Clock);
        var props = Props.Create(() => new SyncSweeper(outbox, engine, new SweepSchedule(), clock));
        Ref = Actors.System.ActorOf(Supervision.OnStop(Actors.System.Settings.Config, props, "sweeper"));
        // Time must not move before its history is read: the recovery's own timer runs on it.
        await HistoryAsync();
    }

    /// <summary>Stops it and starts it again, as a restart of the host does; the journal stays.</summary>
    public async Task RestartAsync()
    {
        await Ref.GracefulStop(TimeSpan.FromSeconds(5));
        await StartAsync();
    }

    public Task<SweepHistory> HistoryAsync() =>
        Ref.Ask<SweepHistory>(Sweeper.GetHistory.Instance, TimeSpan.FromSeconds(5));

    public void Run() => Ref.Tell(Sweeper.RunSweep.Instance, Asker.Ref);

    /// <summary>Lets a run find <paramref name="rows"/> rows and the engine answer for them.</summary>
    public async Task<Sweeper.SweepFinished> RunAsync(int rows, int synced, long sweepable = 0)
    {
        Outbox.Sweepable = [.. Enumerable.Range(1, rows).Select(n => (long)n)];
        Outbox.Backlog = new Documents.Syncing.Backlog(rows - synced + sweepable, sweepable);
        Run();
        if (rows > 0)
        {
            await TriedAsync(synced, rows - synced);
        }

        return await Asker.FishForMessageAsync<Sweeper.SweepFinished>(_ => true);
    }

    /// <summary>The engine gets a run and answers it.</summary>
    public async Task<ChromaSync.TryRows> TriedAsync(int synced, int failed)
    {
        var run = await Engine.ExpectMsgAsync<ChromaSync.TryRows>();
        Engine.Reply(new ChromaSync.RowsTried(synced, failed, run.Run));
        return run;
    }

    public void Dispose() => Actors.Dispose();
}
