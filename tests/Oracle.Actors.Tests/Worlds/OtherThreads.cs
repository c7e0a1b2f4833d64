using Akka.Configuration;
using Akka.Dispatch;

namespace Oracle.Actors.Tests.Worlds;

/// <summary>The pool, for the journal: who asks for it first waits while it is made, and so must not be who makes it.</summary>
public sealed class OtherThreads : MessageDispatcherConfigurator
{
    private readonly Pooled _dispatcher;

    public OtherThreads(Config config, IDispatcherPrerequisites prerequisites) : base(config, prerequisites) => _dispatcher = new Pooled(this);

    public override MessageDispatcher Dispatcher() => _dispatcher;

    private sealed class Pooled(MessageDispatcherConfigurator configurator) : Counted(configurator)
    {
        protected override void ExecuteTask(IRunnable run)
        {
            Begin();
            ThreadPool.UnsafeQueueUserWorkItem(_ => End(run.Run), null);
        }
    }
}
