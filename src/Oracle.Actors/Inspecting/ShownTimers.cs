using Akka.Actor;

namespace Oracle.Actors.Inspecting;

/// <summary>An actor's timers, of which it is seen when they are due. Akka itself must go on seeing those beneath.</summary>
internal sealed class ShownTimers(ITimerScheduler timers, Announced owner) : ITimerScheduler
{
    public IReadOnlyCollection<object> ActiveTimers => timers.ActiveTimers;

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) => StartPeriodicTimer(key, msg, interval, interval);

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender) => StartPeriodicTimer(key, msg, interval, interval, sender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval)
    {
        timers.StartPeriodicTimer(key, msg, initialDelay, interval);
        owner.Started(key, initialDelay, interval);
    }

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender)
    {
        timers.StartPeriodicTimer(key, msg, initialDelay, interval, sender);
        owner.Started(key, initialDelay, interval);
    }

    public void StartSingleTimer(object key, object msg, TimeSpan timeout)
    {
        timers.StartSingleTimer(key, msg, timeout);
        owner.Started(key, timeout, every: null);
    }

    public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender)
    {
        timers.StartSingleTimer(key, msg, timeout, sender);
        owner.Started(key, timeout, every: null);
    }

    public bool IsTimerActive(object key) => timers.IsTimerActive(key);

    public void Cancel(object key)
    {
        timers.Cancel(key);
        owner.Cancelled(key);
    }

    public void CancelAll()
    {
        timers.CancelAll();
        owner.CancelledAll();
    }
}
