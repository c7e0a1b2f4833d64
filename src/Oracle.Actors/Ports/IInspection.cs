using Oracle.Actors.Syncing;

namespace Oracle.Actors.Ports;

/// <summary>A look inside, which waits for no actor that is busy.</summary>
public interface IInspection
{
    /// <summary>Looks now.</summary>
    /// <param name="within">How long an actor may take to get at a message; one that takes longer does not answer. It takes no longer in all.</param>
    Task<Inspected> ReadAsync(TimeSpan within);
}

/// <summary>What was seen.</summary>
/// <param name="Actors">The actors that the host itself started, with those below them.</param>
/// <param name="Circuit">Whether Chroma is written to.</param>
/// <param name="CircuitSince">Since when it is as it is; null: nothing is known yet.</param>
/// <param name="NextProbe">When Chroma is asked next whether it answers; null: that is not planned.</param>
/// <param name="Timers">The timers of all actors, the one that is due first before the others.</param>
public sealed record Inspected(
    IReadOnlyList<InspectedActor> Actors, Circuit Circuit, DateTimeOffset? CircuitSince, DateTimeOffset? NextProbe, IReadOnlyList<InspectedTimer> Timers);

/// <summary>An actor.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Type">Its class.</param>
/// <param name="State">What it does, in words.</param>
/// <param name="Answers">Whether it got at a message in time.</param>
/// <param name="Since">Since when it says the same; null: it says nothing of itself.</param>
/// <param name="Mailbox">How many messages wait for it.</param>
/// <param name="Restarts">How often it was started again.</param>
/// <param name="LastFailure">What failed last; null: nothing has.</param>
/// <param name="SequenceNumber">Of its last entry in the journal; null: it keeps none.</param>
/// <param name="Children">Those it started.</param>
public sealed record InspectedActor(
    string Path, string Type, string State, bool Answers, DateTimeOffset? Since, int Mailbox, int Restarts, ActorFailure? LastFailure, long? SequenceNumber,
    IReadOnlyList<InspectedActor> Children);

/// <summary>A failure of an actor: it threw, or logged an error.</summary>
/// <param name="At">When.</param>
/// <param name="What">What happened.</param>
public sealed record ActorFailure(DateTimeOffset At, string What);

/// <summary>A timer of an actor.</summary>
/// <param name="Actor">The actor's path.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Due">When it is due next.</param>
/// <param name="Every">How often it is due; null: once.</param>
public sealed record InspectedTimer(string Actor, string Name, DateTimeOffset Due, TimeSpan? Every);
