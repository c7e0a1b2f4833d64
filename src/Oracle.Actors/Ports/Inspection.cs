using Akka.Actor;
using Oracle.Actors.Inspecting;
using Oracle.Actors.Syncing;
using Oracle.Embeddings;

namespace Oracle.Actors.Ports;

/// <summary>The actor system as others see it.</summary>
public sealed class Inspection(ActorSystem system, EmbedderLoad embedder) : IInspection
{
    private readonly Pulses _pulses = new();

    /// <inheritdoc />
    public async Task<Inspected> ReadAsync(TimeSpan within)
    {
        var states = ActorStates.Of(system);
        var before = ActorTree.Of(system);
        // A question of ours that still waits is no work of the actor's.
        var own = before.SelectMany(actor => actor.All).Where(actor => _pulses.IsAsked(actor.Actor)).Select(actor => actor.Actor).ToHashSet();
        var answering = await _pulses.OfAsync([.. before.SelectMany(actor => actor.All).Select(actor => actor.Actor)], within);
        var look = new Look(states, answering, own, embedder.Read());
        var actors = before.Select(look.At).ToList();
        var sync = states.All.Where(actor => actor.Value.State is SyncState).Select(actor => (Record: actor.Value, State: (SyncState)actor.Value.State!)).FirstOrDefault();
        return new Inspected(
            actors, sync.State?.Circuit ?? Circuit.Starting, sync.State?.CircuitSince,
            sync.Record?.DueAfter(states.Now) is { } due && due.TryGetValue(SyncState.ProbeTimer, out var probe) ? probe : null,
            [.. actors.SelectMany(TimersOf).OrderBy(timer => timer.Due)]);

        IEnumerable<InspectedTimer> TimersOf(InspectedActor actor)
        {
            var record = states.Find(actor.Path);
            return record.DueAfter(states.Now).Select(timer => new InspectedTimer(actor.Path, timer.Key, timer.Value, record.Timers[timer.Key].Every))
                .Concat(actor.Children.SelectMany(TimersOf));
        }
    }

    private sealed record Look(ActorStates States, IReadOnlySet<IActorRef> Answering, HashSet<IActorRef> Own, EmbedderReading Embedder)
    {
        public InspectedActor At(ActorTree actor)
        {
            var record = States.Find(actor.Path);
            var answers = Answering.Contains(actor.Actor);
            var words = Words(record) ?? Otherwise(actor);
            return new InspectedActor(
                actor.Path, actor.Type, answers ? words : $"does not answer; last known: {words}", answers, Since(record), Math.Max(0, actor.Mailbox - (Own.Contains(actor.Actor) ? 1 : 0)),
                Math.Max(0, record.Starts - 1), record.LastFailure, record.SequenceNumber, [.. actor.Children.Select(At).Concat(Down(actor))]);
        }

        // Between an actor that failed and the next one at its path there is none.
        private IEnumerable<InspectedActor> Down(ActorTree parent) => States.All
            .Where(known => known.Value.Starts > 0 && known.Key.LastIndexOf('/') is var slash && known.Key[..slash] == parent.Path && parent.Children.All(child => child.Path != known.Key))
            .Select(known => new InspectedActor(
                known.Key, known.Value.Type, "is down; its supervisor starts it again", Answers: false, Since: null, Mailbox: 0,
                known.Value.Starts - 1, known.Value.LastFailure, known.Value.SequenceNumber, []));

        private string? Words(ActorRecord record) => record.State?.InWords(new Glance(States.Now, Embedder, record.DueAfter(States.Now)));

        private static DateTimeOffset? Since(ActorRecord record) => record.State is null ? null : record.Since;

        private static string Otherwise(ActorTree actor) =>
            actor.Mailbox > 0 ? "busy"
            : actor.Children.Count > 0 ? $"watches over {string.Join(", ", actor.Children.Select(child => child.Actor.Path.Name))}"
            : "idle";
    }
}
