using System.Collections.Immutable;
using Oracle.Actors.Ports;

namespace Oracle.Actors.Inspecting;

/// <summary>What is known of the actor at a path without asking it. Replaced as a whole.</summary>
/// <param name="Type">The class of the actor.</param>
/// <param name="Starts">How often one was made at this path.</param>
/// <param name="State">What it said last; null: nothing yet.</param>
/// <param name="Since">Since when it says the same.</param>
/// <param name="SequenceNumber">Of the last entry it wrote to the journal; null: it keeps none.</param>
/// <param name="Timers">Its timers by their names.</param>
/// <param name="LastFailure">What failed last; null: nothing has.</param>
internal sealed record ActorRecord(
    string Type, int Starts, IActorState? State, DateTimeOffset Since, long? SequenceNumber, ImmutableDictionary<string, ShownTimer> Timers, ActorFailure? LastFailure)
{
    /// <summary>Nothing is known.</summary>
    public static readonly ActorRecord Unknown = new("", 0, null, default, null, ImmutableDictionary<string, ShownTimer>.Empty, null);

    /// <summary>One was made here: what the one before said and waited for is over.</summary>
    public ActorRecord Started(string type, DateTimeOffset now) => Unknown with { Type = type, Starts = Starts + 1, Since = now, LastFailure = LastFailure };

    /// <summary>It says what it does.</summary>
    public ActorRecord Says(IActorState state, long? sequenceNumber, DateTimeOffset now) =>
        state.Equals(State) ? this with { SequenceNumber = sequenceNumber } : this with { State = state, Since = now, SequenceNumber = sequenceNumber };

    /// <summary>The timers that are still to come.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> DueAfter(DateTimeOffset now) => Timers
        .Select(timer => (timer.Key, At: timer.Value.NextAfter(now))).Where(timer => timer.At is not null)
        .ToDictionary(timer => timer.Key, timer => timer.At!.Value, StringComparer.Ordinal);
}

/// <summary>A timer of an actor.</summary>
/// <param name="First">When it is due, the first time.</param>
/// <param name="Every">And after that so often; null: once.</param>
internal sealed record ShownTimer(DateTimeOffset First, TimeSpan? Every)
{
    /// <summary>When it is due next; null: it was due, and is not again.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset now) =>
        First > now ? First
        : Every is { Ticks: > 0 } every ? First + (every * (((now - First).Ticks / every.Ticks) + 1))
        : null;
}
