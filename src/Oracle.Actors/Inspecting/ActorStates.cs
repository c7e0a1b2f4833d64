using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Oracle.Actors.Ports;

namespace Oracle.Actors.Inspecting;

/// <summary>
/// What actors publish of themselves, one immutable record a path, for whoever must not wait for an actor that is busy. Part of the
/// actor system, so that no actor need be given it.
/// </summary>
internal sealed class ActorStates(ExtendedActorSystem system) : IExtension
{
    private readonly ConcurrentDictionary<string, ActorRecord> _actors = new(StringComparer.Ordinal);

    /// <summary>Those of a system. Made at the first call, which is to come before the first actor that may fail.</summary>
    public static ActorStates Of(ActorSystem system) => system.WithExtension<ActorStates, Provider>();

    /// <summary>Says that an actor is being made, and gives it the way to say more.</summary>
    public static Announced Announce(IActorContext context)
    {
        var states = Of(context.System);
        var path = PathOf(context.Self.Path);
        states.Change(path, known => known.Started(ActorTree.NameOf(context.Props.Type), states.Now));
        return new Announced(states, path);
    }

    /// <summary>The path as it is shown: without the system, and without the number of the incarnation.</summary>
    public static string PathOf(ActorPath path) => path.ToStringWithoutAddress();

    /// <summary>The system's own time.</summary>
    public DateTimeOffset Now => system.Scheduler.Now;

    /// <summary>The paths of actors that announced themselves, there or not.</summary>
    public IEnumerable<KeyValuePair<string, ActorRecord>> All => _actors;

    /// <summary>What is known of a path.</summary>
    public ActorRecord Find(string path) => _actors.GetValueOrDefault(path, ActorRecord.Unknown);

    internal void Change(string path, Func<ActorRecord, ActorRecord> change) =>
        _actors.AddOrUpdate(path, _ => change(ActorRecord.Unknown), (_, known) => change(known));

    // Actors without a name of their own come and go: what is remembered of them would grow without end.
    private void Failed(string path, ActorFailure failure)
    {
        if (!path.Contains("/$", StringComparison.Ordinal))
            Change(path, known => known with { LastFailure = failure });
    }

    private void Listen()
    {
        var listener = system.SystemActorOf(Props.Create(() => new FailureListener(Failed)), "oracle-failures");
        system.EventStream.Subscribe(listener, typeof(Error));
    }

    private sealed class Provider : ExtensionIdProvider<ActorStates>
    {
        public override ActorStates CreateExtension(ExtendedActorSystem system)
        {
            var states = new ActorStates(system);
            states.Listen();
            return states;
        }
    }
}
