using Akka.Actor;
using Oracle.Actors.Inspecting;

namespace Oracle.Actors.Hosting;

/// <summary>
/// Starts an actor at the first message to it, and by itself after a while. The sweeper and the auditor read their journal when
/// they start, which costs as much as the rest of a host's start; the first answers need neither of them.
/// </summary>
internal sealed class LateStart : ReceiveActor, IWithTimers
{
    private readonly Props _props;
    private readonly TimeSpan _after;
    private readonly Type[] _hears;
    private readonly Announced _announced = ActorStates.Announce(Context);

    /// <param name="props">The actor.</param>
    /// <param name="after">How long it may wait for its first message.</param>
    /// <param name="hears">What is passed on to it from the event stream, and starts it.</param>
    public LateStart(Props props, TimeSpan after, params Type[] hears)
    {
        (_props, _after, _hears) = (props, after, hears);
        Receive<Due>(_ => Start());
        ReceiveAny(message => Start().Forward(message));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _announced.Say(new Said("not started yet: at the first message, or soon after the host's start"));
        Timers.StartSingleTimer(nameof(Due), Due.Instance, _after);
        foreach (var type in _hears)
            Context.System.EventStream.Subscribe(Self, type);
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private IActorRef Start()
    {
        Timers.Cancel(nameof(Due));
        var started = Context.ActorOf(_props, "supervisor");
        Become(() => ReceiveAny(started.Forward));
        _announced.Say(new Said("passes messages on"));
        return started;
    }

    private sealed record Due
    {
        public static readonly Due Instance = new();
    }
}
