using System.Collections.Concurrent;
using Akka.Actor;

namespace Oracle.Actors.Inspecting;

/// <summary>
/// Asks actors whether they get at a message at all. Akka answers in the actor's place, in the order of its mailbox, so no actor need know
/// the question. Nobody is asked again before having answered: questions must not fill the mailbox of an actor that hangs.
/// </summary>
internal sealed class Pulses
{
    private readonly ConcurrentDictionary<IActorRef, Task> _asked = new();

    /// <summary>True while a question of ours waits in an actor's mailbox.</summary>
    public bool IsAsked(IActorRef actor) => _asked.TryGetValue(actor, out var answer) && !answer.IsCompleted;

    /// <summary>Those that got at it in time, or are gone.</summary>
    public async Task<IReadOnlySet<IActorRef>> OfAsync(IReadOnlyCollection<IActorRef> actors, TimeSpan within)
    {
        foreach (var answered in _asked.Where(one => one.Value.IsCompleted))
            _asked.TryRemove(answered);
        var asked = actors.Select(actor => (actor, answer: _asked.GetOrAdd(actor, Ask))).ToList();
        await Task.WhenAny(Task.WhenAll(asked.Select(one => one.answer)), Task.Delay(within));
        return asked.Where(one => one.answer.IsCompleted).Select(one => one.actor).ToHashSet();
    }

    private static Task Ask(IActorRef actor) => actor.Ask<ActorIdentity>(new Identify(messageId: null), Timeout.InfiniteTimeSpan);
}
