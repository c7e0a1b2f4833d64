using Akka.Dispatch;

namespace Oracle.Actors.Tests.Worlds;

/// <summary>A dispatcher that knows what it has under way.</summary>
internal abstract class Counted(MessageDispatcherConfigurator configurator) : MessageDispatcher(configurator)
{
    private long _begun;
    private int _busy;

    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>Mailboxes that are worked off, or wait for their turn.</summary>
    public int Busy => Volatile.Read(ref _busy);

    protected void Begin()
    {
        Interlocked.Increment(ref _begun);
        Interlocked.Increment(ref _busy);
    }

    protected void End(Action work)
    {
        try
        {
            work();
        }
        finally
        {
            Interlocked.Decrement(ref _busy);
        }
    }

    protected override void Shutdown()
    {
        // It has no threads of its own.
    }
}
