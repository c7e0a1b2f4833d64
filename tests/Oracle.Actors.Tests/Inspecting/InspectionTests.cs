using Akka.Actor;
using Akka.Configuration;
using Oracle.Actors.Hosting;
using Oracle.Actors.Inspecting;
using Oracle.Actors.Ports;
using Oracle.Embeddings;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Inspecting;

/// <summary>Looking at actors in real time, those included that do not answer.</summary>
public sealed class InspectionTests : IAsyncLifetime
{
    private static readonly TimeSpan Within = TimeSpan.FromMilliseconds(200);

    private readonly TaskCompletionSource _stuck = new();
    private ActorSystem _system = null!;
    private Inspection _inspection = null!;

    public Task InitializeAsync()
    {
        // Two who hang must leave a thread for the others, however few processors there are.
        _system = ActorSystem.Create("inspected", ConfigurationFactory.ParseString(
            """
            akka { loglevel = OFF, stdout-loglevel = OFF, actor.default-dispatcher { type = ForkJoinDispatcher, dedicated-thread-pool.thread-count = 4 } }
            oracle.supervision { min-backoff = 20ms, max-backoff = 50ms, random-factor = 0 }
            """));
        ActorStates.Of(_system);
        _inspection = new Inspection(_system, new EmbedderLoad(TimeProvider.System));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _stuck.TrySetResult();
        await _system.Terminate();
    }

    [Fact]
    public async Task An_actor_that_hangs_does_not_answer_and_shows_what_is_known_without_it()
    {
        var hanging = _system.ActorOf(Props.Create(() => new Hanging(_stuck)), "hanging");
        _system.ActorOf(Props.Create(() => new Announcing("at its work")), "other").Tell("begin");
        foreach (var message in (string[])["first", "second", "third"])
            hanging.Tell(message);

        var seen = await Eventually.Get(() => SeeAsync("/user/hanging"), static actor => actor is { Answers: false, Mailbox: 2 });
        Assert.Equal("does not answer; last known: about to hang", seen.State);
        Assert.Equal("InspectionTests.Hanging", seen.Type);
        // However often somebody looks, the questions do not fill its mailbox.
        for (var i = 0; i < 3; i++)
            Assert.Equal(2, (await SeeAsync("/user/hanging")).Mailbox);
        await Eventually.Get(() => SeeAsync("/user/other"), static actor => actor is { Answers: true, State: "at its work" });

        _stuck.TrySetResult();
        await Eventually.Get(() => SeeAsync("/user/hanging"), static actor => actor is { Answers: true, Mailbox: 0, State: "about to hang" });
    }

    [Fact]
    public async Task An_actor_that_is_stopped_while_it_is_asked_is_forgotten()
    {
        var hanging = _system.ActorOf(Props.Create(() => new Hanging(_stuck)), "hanging");
        hanging.Tell("first");
        var pulses = new Pulses();
        Assert.Empty(await pulses.OfAsync([hanging], Within));
        Assert.True(pulses.IsAsked(hanging));

        _system.Stop(hanging);
        _stuck.TrySetResult();
        await Eventually.True(() => !pulses.IsAsked(hanging));
        Assert.Equal([hanging], await pulses.OfAsync([hanging], TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task An_actor_that_threw_is_shown_with_its_restarts_and_what_failed_last()
    {
        var supervisor = _system.ActorOf(
            Supervision.OnFailure(_system.Settings.Config, Props.Create(() => new Announcing("at its work")), "child"), "failing");
        var before = DateTimeOffset.UtcNow;
        supervisor.Tell(new InvalidOperationException("a bad day"));

        var seen = await Eventually.Get(() => SeeAsync("/user/failing/child"), static actor => actor is { Restarts: 1, Answers: true, LastFailure: not null });
        Assert.Contains("a bad day", seen.LastFailure!.What);
        Assert.InRange(seen.LastFailure.At, before.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        // Of what it did before it failed nothing is said.
        Assert.Equal("idle", seen.State);
    }

    [Fact]
    public async Task An_actor_that_is_down_is_shown_as_such()
    {
        var child = Props.Create(() => new Announcing("at its work"));
        var supervisor = _system.ActorOf(Props.Create(() => new Parent(child)), "parent");
        await Eventually.Get(() => SeeAsync("/user/parent/child"), static actor => actor.Answers);
        supervisor.Tell("stop your child");

        await Eventually.Get(() => SeeAsync("/user/parent/child"), static actor => actor is { Answers: false, State: "is down; its supervisor starts it again", Type: "InspectionTests.Announcing" });
    }

    [Fact]
    public async Task Timers_are_seen_while_they_run()
    {
        var actor = _system.ActorOf(Props.Create(() => new Timed()), "timed");
        var timer = await Eventually.Get(async () => (await _inspection.ReadAsync(Within)).Timers.Single(), static timer => timer.Name == "once");
        Assert.Equal(("/user/timed", (TimeSpan?)null), (timer.Actor, timer.Every));
        Assert.InRange(timer.Due - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));

        Assert.Equal("fired", await actor.Ask<string>("every", TimeSpan.FromSeconds(30)));
        await Eventually.Get(async () => (await _inspection.ReadAsync(Within)).Timers, static timers => timers is [{ Name: "every" } every] && every.Every == TimeSpan.FromMilliseconds(10));
    }

    private async Task<InspectedActor> SeeAsync(string path)
    {
        var inspected = await _inspection.ReadAsync(Within);
        return All(inspected.Actors).Single(actor => actor.Path == path);

        static IEnumerable<InspectedActor> All(IEnumerable<InspectedActor> actors) => actors.SelectMany(actor => All(actor.Children).Prepend(actor));
    }

    private sealed class Hanging : ReceiveActor
    {
        private readonly Announced _announced = ActorStates.Announce(Context);

        public Hanging(TaskCompletionSource stuck)
        {
            _announced.Say(new Said("about to hang"));
            ReceiveAny(_ => stuck.Task.Wait());
        }
    }

    private sealed class Announcing : ReceiveActor
    {
        private readonly Announced _announced = ActorStates.Announce(Context);

        public Announcing(string words)
        {
            Receive<string>(_ => _announced.Say(new Said(words)));
            Receive<Exception>(failure => throw failure);
        }
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent(Props child)
        {
            var started = Context.ActorOf(child, "child");
            ReceiveAny(_ => Context.Stop(started));
        }
    }

    private sealed class Timed : ReceiveActor, IWithTimers
    {
        private readonly Announced _announced = ActorStates.Announce(Context);
        private IActorRef _asker = ActorRefs.Nobody;

        public Timed()
        {
            Receive<string>(text => text == "every", _ =>
            {
                _asker = Sender;
                Timers.Cancel("once");
                Timers.StartPeriodicTimer("every", "tick", TimeSpan.FromMilliseconds(10));
            });
            Receive<string>(text => text == "tick", _ => _asker.Tell("fired"));
        }

        ITimerScheduler IWithTimers.Timers { get; set; } = null!;

        private ITimerScheduler Timers => field ??= _announced.Show(((IWithTimers)this).Timers);

        protected override void PreStart() => Timers.StartSingleTimer("once", "tick", TimeSpan.FromHours(1));
    }
}
