using Akka.Actor;

namespace Oracle.Actors.Inspecting;

/// <summary>How one actor says what it does. For the actor alone.</summary>
internal sealed class Announced(ActorStates states, string path)
{
    private IActorState? _said;
    private long? _sequenceNumber;

    /// <summary>It does this from now on. What is the same as before costs nothing.</summary>
    public void Say(IActorState state, long? sequenceNumber = null)
    {
        if (state.Equals(_said) && sequenceNumber == _sequenceNumber)
            return;
        (_said, _sequenceNumber) = (state, sequenceNumber);
        states.Change(path, known => known.Says(state, sequenceNumber, states.Now));
    }

    /// <summary>The same timers, which can be seen.</summary>
    public ITimerScheduler Show(ITimerScheduler timers) => new ShownTimers(timers, this);

    internal void Started(object key, TimeSpan after, TimeSpan? every) => states.Change(
        path, known => known with { Timers = known.Timers.SetItem(Name(key), new ShownTimer(states.Now + after, every)) });

    internal void Cancelled(object key)
    {
        if (states.Find(path).Timers.ContainsKey(Name(key)))
            states.Change(path, known => known with { Timers = known.Timers.Remove(Name(key)) });
    }

    internal void CancelledAll() => states.Change(path, known => known with { Timers = known.Timers.Clear() });

    private static string Name(object key) => key.ToString() ?? "";
}
