using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;
using Oracle.Actors.Hosting;
using Oracle.Actors.Tests.Fakes;
using Oracle.Testing;
using TestKit = Akka.TestKit.Xunit2.TestKit;

namespace Oracle.Actors.Tests.Worlds;

/// <summary>An actor system whose time stands still until a test moves it.</summary>
internal sealed class ActorWorld : IDisposable
{
    private const int RestWithin = 20_000;

    private static readonly string[] DispatcherNames =
    [
        "akka.actor.default-dispatcher", "akka.actor.internal-dispatcher", "akka.test.test-actor.dispatcher",
        "akka.persistence.dispatchers.default-plugin-dispatcher",
    ];

    private static readonly string Inline = Dispatcher(typeof(CallersThread));
    private static readonly string Pooled = Dispatcher(typeof(OtherThreads));

    private static readonly Config Hocon = ConfigurationFactory.ParseString(
        $$"""
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          loggers = ["{{typeof(SilentLogger).AssemblyQualifiedName}}"]
          scheduler.implementation = "{{typeof(VirtualTime).AssemblyQualifiedName}}"
          actor {
            default-dispatcher = {{Inline}}
            internal-dispatcher = {{Inline}}
          }
          test.test-actor.dispatcher = {{Inline}}
          persistence {
            dispatchers.default-plugin-dispatcher = {{Pooled}}
            journal.plugin = "oracle.test.journal"
            snapshot-store.inmem.plugin-dispatcher = "akka.persistence.dispatchers.default-plugin-dispatcher"
            snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
          }
        }
        oracle.test.journal.class = "{{typeof(FaultyJournal).AssemblyQualifiedName}}"
        """).WithFallback(ConfigurationFactory.ParseString(File.ReadAllText(Repository.PathTo("hocon", "supervision.conf"))));

    public ActorWorld()
    {
        Clock = new SchedulerClock(System.Scheduler);
        Dispatchers = [.. DispatcherNames.Select(System.Dispatchers.Lookup).Cast<Counted>()];
    }

    public TestKit Kit { get; } = new(Hocon);

    public Traffic Traffic { get; } = new();

    public SchedulerClock Clock { get; }

    public ActorSystem System => Kit.Sys;

    /// <summary>How far time moves at once. A timer fires at most once a step.</summary>
    public TimeSpan Step { get; set; } = TimeSpan.FromSeconds(1);

    public VirtualTime Time => (VirtualTime)System.Scheduler;

    public DateTimeOffset Now => Clock.GetUtcNow();

    private IReadOnlyList<Counted> Dispatchers { get; }

    /// <summary>A probe that hears what is published as <typeparamref name="T"/>.</summary>
    public TestProbe Hear<T>()
    {
        var probe = Kit.CreateTestProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(T));
        return probe;
    }

    /// <summary>Moves time in small steps; after each, what it set off is worked off.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        await RestAsync();
        for (var left = by; left > TimeSpan.Zero; left -= Step)
        {
            Time.Advance(left < Step ? left : Step);
            await RestAsync();
        }
    }

    /// <summary>Moves time until something holds, and says how much it took.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">It did not hold within <paramref name="within"/> of virtual time.</exception>
    public async Task<TimeSpan> AdvanceUntilAsync(Func<Task<bool>> condition, TimeSpan within, string what, Func<Task<string>>? seen = null)
    {
        await RestAsync();
        for (var passed = TimeSpan.Zero; ; passed += Step)
        {
            if (await condition())
                return passed;
            if (passed > within)
                throw new Xunit.Sdk.XunitException($"Not within {within} of virtual time: {what}\n{(seen is null ? "" : await seen())}");
            Time.Advance(Step);
            await RestAsync();
        }
    }

    /// <summary>
    /// Waits until nothing moves any more: no call under way, mailboxes empty. That is nearly always so when it is asked
    /// for: only the journal works on other threads. What must happen is waited for by its own sign.
    /// </summary>
    public async Task RestAsync()
    {
        var deadline = Environment.TickCount64 + RestWithin;
        for (var calm = 0; calm < 2;)
        {
            var begun = Begun;
            // What was queued to the pool before this has begun by now.
            await Task.Run(static () => { });
            if (IsBusy)
                await Task.Delay(1);
            calm = !IsBusy && Begun == begun ? calm + 1 : 0;
            if (Environment.TickCount64 > deadline)
                throw new Xunit.Sdk.XunitException($"The actors do not come to rest: {Traffic.Begun} calls by now, and time stands still.");
        }
    }

    public void Dispose() => Kit.Dispose();

    private static string Dispatcher(Type type) => $$"""{ type = "{{type.AssemblyQualifiedName}}", throughput = 1000 }""";

    private long Begun => Traffic.Begun + Dispatchers.Sum(dispatcher => dispatcher.Begun);

    private bool IsBusy => Traffic.Busy > 0 || Dispatchers.Any(dispatcher => dispatcher.Busy > 0);

    private sealed class SilentLogger : ReceiveActor
    {
        public SilentLogger()
        {
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            ReceiveAny(_ => { });
        }
    }
}
