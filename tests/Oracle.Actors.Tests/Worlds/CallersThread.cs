using Akka.Configuration;
using Akka.Dispatch;

namespace Oracle.Actors.Tests.Worlds;

/// <summary>
/// Actors work on the thread that hands them a message, before that call returns; what they send while they work is
/// worked off behind it. Between stores that answer at once nothing is left to be waited for.
/// </summary>
public sealed class CallersThread : MessageDispatcherConfigurator
{
    private static readonly SynchronizationContext Answers = new AtOnce();

    private readonly Inline _dispatcher;

    public CallersThread(Config config, IDispatcherPrerequisites prerequisites) : base(config, prerequisites) => _dispatcher = new Inline(this);

    public override MessageDispatcher Dispatcher() => _dispatcher;

    /// <summary>Does something as if no test ran: who waits for it goes on at once, and not on the test's own threads.</summary>
    public static void Run(Action action) => In(context: null, action);

    private static void In(SynchronizationContext? context, Action action)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private sealed class Inline(MessageDispatcherConfigurator configurator) : Counted(configurator)
    {
        protected override void ExecuteTask(IRunnable run)
        {
            Begin();
            End(() => In(Answers, run.Run));
        }
    }

    // An answer that an actor waits for is carried on with by whoever gives it. Akka's own would go to the pool.
    private sealed class AtOnce : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => Run(() => d(state));

        public override void Send(SendOrPostCallback d, object? state) => Post(d, state);
    }
}
