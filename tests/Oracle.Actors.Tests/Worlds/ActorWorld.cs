using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Pattern;
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
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1);

    private static readonly Config Hocon = ConfigurationFactory.ParseString(
        $$"""
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          loggers = ["{{typeof(SilentLogger).AssemblyQualifiedName}}"]
          scheduler.implementation = "{{typeof(VirtualTime).AssemblyQualifiedName}}"
          persistence {
            journal.plugin = "oracle.test.journal"
            snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
          }
        }
        oracle.test.journal.class = "{{typeof(FaultyJournal).AssemblyQualifiedName}}"
        """).WithFallback(ConfigurationFactory.ParseString(File.ReadAllText(Repository.PathTo("hocon", "supervision.conf"))));

    public ActorWorld() => Clock = new SchedulerClock(System.Scheduler);

    public TestKit Kit { get; } = new(Hocon);

    public Traffic Traffic { get; } = new();

    public SchedulerClock Clock { get; }

    public ActorSystem System => Kit.Sys;

    /// <summary>How far time moves at once. A timer fires at most once a step.</summary>
    public TimeSpan Step { get; set; } = TimeSpan.FromSeconds(1);

    public VirtualTime Time => (VirtualTime)System.Scheduler;

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Supervisors of the actors whose mailboxes count for <see cref="RestAsync"/>, each with a question the actor answers.</summary>
    public List<(IActorRef Supervisor, object Question)> Watched { get; } = [];

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
    /// Waits until nothing moves any more: no call under way, mailboxes empty. Only for moving time and for showing
    /// that something does not happen; what must happen is waited for by its own sign.
    /// </summary>
    public async Task RestAsync()
    {
        var deadline = Environment.TickCount64 + RestWithin;
        // A finished call may still have its message before it: several looks in a row must agree.
        for (var calm = 0; calm < 6;)
        {
            var begun = Traffic.Begun;
            await Task.Delay(1);
            // What was queued to the pool before this has begun by now.
            await Task.Run(static () => { });
            foreach (var (actor, question) in Watched)
                await PassAsync(actor, question);
            calm = Traffic.Busy == 0 && Traffic.Begun == begun ? calm + 1 : 0;
            if (Environment.TickCount64 > deadline)
                throw new Xunit.Sdk.XunitException($"The actors do not come to rest: {Traffic.Begun} calls by now, and time stands still.");
        }
    }

    public void Dispose() => Kit.Dispose();

    // Through its supervisor, which says when there is no actor at the moment and so no mailbox to work off.
    private static async Task PassAsync(IActorRef supervisor, object question)
    {
        try
        {
            var child = (await supervisor.Ask<BackoffSupervisor.CurrentChild>(BackoffSupervisor.GetCurrentChild.Instance, AnswerWithin)).Ref;
            if (child is not null && !child.IsNobody())
                await child.Ask<object>(question, AnswerWithin);
        }
        catch (AskTimeoutException)
        {
            // It ended at this very moment.
        }
    }

    private sealed class SilentLogger : ReceiveActor
    {
        public SilentLogger()
        {
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            ReceiveAny(_ => { });
        }
    }
}
