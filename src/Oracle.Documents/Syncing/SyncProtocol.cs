namespace Oracle.Documents.Syncing;

/// <summary>
/// The sync protocol as pure functions: what to write about each row of a batch, and what to do next, given what
/// came back. No clock, no chance and no I/O of its own, so that it can be simulated.
/// </summary>
public static class SyncProtocol
{
    // Halves of a batch of unknown fate part quickly: no single document is suspected yet.
    private static readonly TimeSpan LongestPauseTogether = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Which of the rows that are due, as the outbox orders them, go now: all those without a try in vain; only when
    /// there is none, the first few of unknown fate, so few that the culprit among them stands alone in the end. A row
    /// goes with no more others than its own tries allow, so that one that stood alone does not harm others again.
    /// </summary>
    public static IReadOnlyList<SyncRow> Choose(IReadOnlyList<SyncRow> due, SyncPolicy policy)
    {
        var fresh = due.Where(row => row.Attempts == 0).ToList();
        return fresh.Count > 0 ? fresh : [.. due.OrderBy(row => row.Attempts).TakeWhile((row, i) => i < Together(row.Attempts, policy))];
    }

    /// <summary>How many rows go in one request after this many tries in vain: each try halves them.</summary>
    public static int Together(int attempts, SyncPolicy policy) => Math.Max(1, policy.BatchSize >> Math.Min(attempts, 30));

    /// <summary>Decides a batch of rows that were sent in one request and so share its outcome.</summary>
    /// <param name="batch">The rows as claimed. Not empty.</param>
    /// <param name="outcome">What came back.</param>
    /// <param name="policy">How often and how long.</param>
    /// <param name="now">The moment of the decision.</param>
    /// <param name="jitter">A number in [0, 1) for each row's pause, so that pauses spread.</param>
    public static Decision Decide(
        IReadOnlyList<SyncRow> batch, SyncOutcome outcome, SyncPolicy policy, DateTimeOffset now, Func<double> jitter) =>
        outcome.Kind switch
        {
            SyncOutcomeKind.Confirmed => new Decision([.. batch.Select(Confirmed)], Next.GoOn),
            SyncOutcomeKind.Unavailable or SyncOutcomeKind.Misconfigured => new Decision(
                [.. batch.Select(row => NotReached(row, SyncFailure.Unavailable, outcome) with { ChecksAt = outcome.MaybeApplied ? Checks(policy, now) : null })],
                Next.OpenCircuit),
            SyncOutcomeKind.EmbedderDown =>
                new Decision([.. batch.Select(row => NotReached(row, SyncFailure.Embedding, outcome))], Next.GoOn),
            // Nothing is known to be wrong with the rows; they are still due in the collection made anew.
            SyncOutcomeKind.CollectionLost => new Decision([], Next.ResolveCollection),
            // One record of many is refused: halve until it stands alone, so that it holds up no other.
            SyncOutcomeKind.Rejected or SyncOutcomeKind.EmbeddingFailed when batch.Count > 1 =>
                new Decision([], Next.Halve),
            // Nobody would see a deletion that was set aside: it is tried on.
            SyncOutcomeKind.Rejected when batch[0].Deleted =>
                new Decision([TriedInVain(batch[0], SyncFailure.Rejected, outcome, policy, now, jitter(), alone: true)], Next.GoOn),
            SyncOutcomeKind.Rejected => new Decision([Quarantined(batch[0], SyncFailure.Rejected, outcome)], Next.GoOn),
            SyncOutcomeKind.EmbeddingFailed =>
                new Decision([Quarantined(batch[0], SyncFailure.Embedding, outcome)], Next.GoOn),
            // A try all the same: a document that kills Chroma must come to stand alone.
            SyncOutcomeKind.Interrupted => new Decision(
                [.. batch.Select(row => Interrupted(row, outcome, policy, now, jitter, batch.Count == 1) with { ChecksAt = Checks(policy, now) })],
                Next.OpenCircuit),
            SyncOutcomeKind.Hopeless when batch is [{ Deleted: false } row] => new Decision(
                [Quarantined(row, SyncFailure.Rejected, outcome) with { ChecksAt = Checks(policy, now) }], Next.GoOn),
            SyncOutcomeKind.Ambiguous or SyncOutcomeKind.Hopeless => new Decision(
                [.. batch.Select(row => TriedInVain(row, SyncFailure.Unavailable, outcome, policy, now, jitter(), batch.Count == 1) with { ChecksAt = Checks(policy, now) })],
                Next.GoOn),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome.Kind, "unknown outcome"),
        };

    /// <summary>When a write of unknown fate is read back.</summary>
    public static IReadOnlyList<DateTimeOffset> Checks(SyncPolicy policy, DateTimeOffset now) =>
        [now + policy.FirstCheck, now + policy.LastCheck];

    /// <summary>
    /// The pause after the <paramref name="attempts"/>-th try in vain: exponential with full jitter
    /// (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015), between 0 and
    /// <see cref="SyncPolicy.BackoffMax"/>.
    /// </summary>
    public static TimeSpan Backoff(int attempts, SyncPolicy policy, double jitter)
    {
        var ceiling = policy.BackoffMin.TotalMilliseconds * Math.Pow(2, Math.Min(attempts - 1, 30));
        return TimeSpan.FromMilliseconds(Math.Min(ceiling, policy.BackoffMax.TotalMilliseconds) * jitter);
    }

    private static Settlement Confirmed(SyncRow row) =>
        Write(row, SyncStatus.Synced, attempts: 0, next: null, failure: null, error: null);

    // No try is counted, and no time is set: it is due the moment Chroma, or the embedder, answers.
    private static Settlement NotReached(SyncRow row, SyncFailure failure, SyncOutcome outcome) =>
        Write(row, SyncStatus.Failed, row.Attempts, next: null, failure, outcome.Reason);

    // A suspect that was alone when the server went away waits: it may be what ends the server, whatever else is due.
    private static Settlement Interrupted(
        SyncRow row, SyncOutcome outcome, SyncPolicy policy, DateTimeOffset now, Func<double> jitter, bool alone)
    {
        var attempts = row.Attempts + 1;
        return NotReached(row, SyncFailure.Unavailable, outcome) with
        {
            Attempts = attempts,
            NextAttempt = alone && row.Attempts > 0 ? now + Pause(attempts, policy, jitter(), alone) : null,
        };
    }

    private static Settlement Quarantined(SyncRow row, SyncFailure failure, SyncOutcome outcome) =>
        Write(row, SyncStatus.Failed, row.Attempts + 1, next: null, failure, outcome.Reason) with { Quarantine = true };

    // The last try of a round makes it failed; the next round begins within BackoffMax.
    private static Settlement TriedInVain(
        SyncRow row, SyncFailure failure, SyncOutcome outcome, SyncPolicy policy, DateTimeOffset now, double jitter, bool alone)
    {
        var attempts = row.Attempts + 1;
        return Write(row, IsRoundOver(attempts, policy) ? SyncStatus.Failed : SyncStatus.Pending, attempts,
            now + Pause(attempts, policy, jitter, alone), failure, outcome.Reason);
    }

    private static TimeSpan Pause(int attempts, SyncPolicy policy, double jitter, bool alone)
    {
        var pause = alone && IsRoundOver(attempts, policy) ? policy.BackoffMax * ((1 + jitter) / 2) : Backoff(attempts, policy, jitter);
        return !alone && pause > LongestPauseTogether ? LongestPauseTogether * jitter : pause;
    }

    private static bool IsRoundOver(int attempts, SyncPolicy policy) => attempts % policy.MaxAttempts == 0;

    private static Settlement Write(
        SyncRow row, SyncStatus status, int attempts, DateTimeOffset? next, SyncFailure? failure, string? error) =>
        new(row.N, row.Id, row.Revision, row.Deleted, status, attempts, next, failure, error, Quarantine: false);
}

/// <summary>What to write, and what to do next.</summary>
public sealed record Decision(IReadOnlyList<Settlement> Settlements, Next Next);

/// <summary>What follows a batch.</summary>
public enum Next
{
    /// <summary>Claim what is due.</summary>
    GoOn,

    /// <summary>Send both halves of the batch, one after the other.</summary>
    Halve,

    /// <summary>Stop sending until Chroma answers again.</summary>
    OpenCircuit,

    /// <summary>Find or make the collection; everything is due in a new one.</summary>
    ResolveCollection,
}
