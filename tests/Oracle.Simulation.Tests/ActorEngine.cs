using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Oracle.Actors.Syncing;

namespace Oracle.Simulation.Tests;

/// <summary>ChromaSyncActor itself: on the caller's thread, between stores that answer at once, in the simulation's time.</summary>
internal sealed class ActorEngine : IEngine
{
    private const int TicksAtOnce = 3;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private static readonly Config Settings = ConfigurationFactory.ParseString(
        $$"""
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          scheduler.implementation = "{{typeof(TestScheduler).AssemblyQualifiedName}}"
        }
        """).WithFallback(TestKitBase.DefaultConfig);

    // Its time belongs to one sequence at a time; making one takes long.
    private static readonly ConcurrentBag<ActorSystem> Idle = [];

    private readonly ActorSystem _actors = Idle.TryTake(out var idle) ? idle : ActorSystem.Create("simulation", Settings);
    private readonly SimulatedTime _time;
    private readonly TestActorRef<ChromaSyncActor> _sync;
    private DateTimeOffset _seen;
    private int _ticks;
    private int _run;
    private bool _isGone;

    public ActorEngine(ChromaSyncParts parts, SimulatedTime time)
    {
        _time = time;
        _seen = time.Now;
        var clock = new Clock(time);
        // It is made, works and ends on this thread.
        _sync = new TestActorRef<ChromaSyncActor>(_actors, Props.Create(() => new ChromaSyncActor(parts, clock)));
    }

    public void Wake()
    {
        _ticks = TicksAtOnce;
        _sync.Tell(ChromaSync.SyncRequested.Instance);
    }

    public Task<bool> StepAsync()
    {
        if (_ticks-- <= 0)
            return Task.FromResult(false);
        _time.Move(Tick);
        ((TestScheduler)_actors.Scheduler).Advance(_time.Now - _seen);
        _seen = _time.Now;
        return Task.FromResult(true);
    }

    public void Try(IReadOnlyList<long> keys) => _sync.Tell(new ChromaSync.TryRows(keys, ++_run), ActorRefs.Nobody);

    public Task ProbeSilenceAsync()
    {
        _sync.Tell(ChromaSync.Suspected.Instance);
        return Task.CompletedTask;
    }

    // What hangs is not waited for: then it ends without order.
    public Task StopAsync()
    {
        _sync.Tell(ChromaSync.Drain.Instance, ActorRefs.Nobody);
        Crash();
        return Task.CompletedTask;
    }

    public void Crash()
    {
        if (_isGone)
            return;
        _isGone = true;
        ((IInternalActorRef)_sync).Stop();
        Idle.Add(_actors);
    }

    private sealed class Clock(SimulatedTime time) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => time.Now;

        // Beginning at zero would hide a clock that was never read.
        public override long GetTimestamp() => (time.Elapsed + TimeSpan.FromDays(1)).Ticks;
    }
}
