namespace Oracle.Api.Inspecting;

/// <summary><c>GET /api/inspect</c>: what goes on inside the host, taken without waiting for anything that is busy.</summary>
/// <param name="At">When it was taken, UTC.</param>
/// <param name="TookMs">How long that took, in milliseconds; at most 300, whatever hangs.</param>
/// <param name="Circuit">Whether Chroma is written to.</param>
/// <param name="Actors">The actors that the host itself started, each with those below it.</param>
/// <param name="Queues">What waits elsewhere than in a mailbox.</param>
/// <param name="Timers">What actors are going to do by themselves, the next first.</param>
/// <param name="Scans">Folders and files that are read at the moment.</param>
public sealed record InspectAnswer(
    DateTimeOffset At, double TookMs, CircuitBlock Circuit, IReadOnlyList<ActorBlock> Actors, QueuesBlock Queues, IReadOnlyList<TimerBlock> Timers,
    IReadOnlyList<ScanBlock> Scans);

/// <summary>The circuit between Oracle and Chroma.</summary>
/// <param name="State"><c>closed</c>: everything due is sent; <c>open</c>: nothing is, Chroma is only probed; <c>halfOpen</c>: one small batch tries it.</param>
/// <param name="Since">Since when, UTC; null: the host has only just started.</param>
/// <param name="NextProbe">When Chroma is asked next whether it answers, UTC; null: that is not planned, or it is being asked.</param>
/// <param name="Reason">Why it is open; null: it is not.</param>
public sealed record CircuitBlock(string State, DateTimeOffset? Since, DateTimeOffset? NextProbe, string? Reason);

/// <summary>An actor.</summary>
/// <param name="Path">Its path, such as <c>/user/chroma/sync</c>.</param>
/// <param name="Type">Its class.</param>
/// <param name="State">What it does, in words. Begins with <c>does not answer</c> where it did not get at a message within 200 ms; what it said before follows.</param>
/// <param name="Answers">Whether it got at a message within 200 ms.</param>
/// <param name="Since">Since when it does the same, UTC; null: it says nothing of itself.</param>
/// <param name="Mailbox">How many messages wait for it.</param>
/// <param name="Restarts">How often it was started again since the host's start.</param>
/// <param name="LastFailure">What failed last; null: nothing has since the host's start.</param>
/// <param name="SequenceNumber">Of its last entry in the journal; null: it keeps none.</param>
/// <param name="Children">The actors that it started.</param>
public sealed record ActorBlock(
    string Path, string Type, string State, bool Answers, DateTimeOffset? Since, int Mailbox, int Restarts, FailureBlock? LastFailure, long? SequenceNumber,
    IReadOnlyList<ActorBlock> Children);

/// <summary>A failure: an actor threw, or logged an error.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="What">What happened.</param>
public sealed record FailureBlock(DateTimeOffset At, string What);

/// <summary>What waits elsewhere than in a mailbox.</summary>
/// <param name="Store">Writes to SQLite.</param>
/// <param name="Embedder">Texts without a vector yet.</param>
/// <param name="Outbox">Documents that Chroma does not have yet, deletions included; null where SQLite did not answer within 200 ms.</param>
public sealed record QueuesBlock(StoreQueueBlock Store, EmbedderQueueBlock Embedder, OutboxBlock? Outbox);

/// <summary>Writes to SQLite, which share commits.</summary>
/// <param name="Waiting">For a later commit.</param>
/// <param name="UnderWay">In the commit that is on its way to the disk.</param>
public sealed record StoreQueueBlock(int Waiting, int UnderWay);

/// <summary>Texts without a vector yet, of documents and of queries.</summary>
/// <param name="Waiting">Asked for; others compute them already, or the cache is read.</param>
/// <param name="UnderWay">A model was given them and has not answered.</param>
/// <param name="Since">When it was given the first of these, UTC; null: it has none.</param>
public sealed record EmbedderQueueBlock(int Waiting, int UnderWay, DateTimeOffset? Since);

/// <summary>Documents that Chroma does not have yet, deletions included; quarantined ones are not among them.</summary>
/// <param name="Pending">All of these, those that failed and are tried again included.</param>
/// <param name="Due">Of these, those whose time has come.</param>
public sealed record OutboxBlock(long Pending, long Due);

/// <summary>A timer of an actor.</summary>
/// <param name="Actor">The actor's path.</param>
/// <param name="Name">What is due.</param>
/// <param name="Due">When it is due next, UTC.</param>
/// <param name="EverySeconds">How often it is due; null: once.</param>
public sealed record TimerBlock(string Actor, string Name, DateTimeOffset Due, double? EverySeconds);

/// <summary>Folders or files that are read.</summary>
/// <param name="Of">What is read: paths of an index run, or the name of a root that is followed.</param>
/// <param name="Kind"><c>index</c>: somebody wished it; <c>follow</c>: something changed there, or all of it was due.</param>
/// <param name="Since">When it began, UTC; null: nobody knows.</param>
/// <param name="Files">Files that were dealt with; null: nobody knows.</param>
/// <param name="Found">Files that were found; null: nobody knows.</param>
public sealed record ScanBlock(IReadOnlyList<string> Of, string Kind, DateTimeOffset? Since, long? Files, long? Found);
