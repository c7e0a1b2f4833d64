using System.Text.Json.Serialization;
using Oracle.Actors.Hosting;

namespace Oracle.Actors.Auditing;

/// <summary>What Auditor understands and says.</summary>
public static class Audit
{
    /// <summary>
    /// Compares Chroma itself with SQLite. Answered by <see cref="Begun"/> at once, <see cref="AlreadyRunning"/> or
    /// <see cref="Refused"/>.
    /// </summary>
    /// <param name="Repair">Whether to mend what is found.</param>
    /// <param name="Force">Whether to remove records beyond the caps too.</param>
    /// <param name="Probe">How many documents to ask for by their own vectors, spread over all; null: all.</param>
    public sealed record Run(bool Repair = false, bool Force = false, int? Probe = null);

    /// <summary>It has begun.</summary>
    public sealed record Begun(Result Result);

    /// <summary>One is under way.</summary>
    public sealed record AlreadyRunning(Result Result);

    /// <summary>It cannot be done now.</summary>
    public sealed record Refused(string Reason);

    /// <summary>Asks for <see cref="Status"/>.</summary>
    public sealed record GetStatus
    {
        /// <summary>The one there is.</summary>
        public static readonly GetStatus Instance = new();
    }

    /// <summary>The audit under way, if any, and the last that was finished; null: there was none.</summary>
    public sealed record Status(Result? Running, Result? Last);

    /// <summary>Where an audit stands.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<State>))]
    public enum State
    {
        /// <summary>Records are compared.</summary>
        Running,

        /// <summary>What was found is read again, between writes.</summary>
        Verifying,

        /// <summary>It came to its end.</summary>
        Done,

        /// <summary>It was given up; what it found until then counts.</summary>
        Failed,
    }

    /// <summary>What is wrong with a document or record.</summary>
    public enum Drift
    {
        /// <summary>SQLite calls it synced, and Chroma does not have it.</summary>
        Missing,

        /// <summary>Chroma has another revision, hash, model or vector.</summary>
        Stale,

        /// <summary>Chroma has it, and SQLite does not know it.</summary>
        Orphan,

        /// <summary>Chroma returns it by id, and a query with its own vector does not find it.</summary>
        Unretrievable,
    }

    /// <summary>An audit, finished or not. Also published on the event stream as it goes on, and in the journal when it is over.</summary>
    /// <param name="State">Where it stands.</param>
    /// <param name="Checked">Documents compared so far.</param>
    /// <param name="Total">Documents there were when it began.</param>
    /// <param name="Missing">How many are missing.</param>
    /// <param name="Stale">How many are stale.</param>
    /// <param name="Orphans">How many are orphaned.</param>
    /// <param name="Unretrievable">How many no query finds.</param>
    /// <param name="Repaired">How many of all these were made due or are to be removed.</param>
    /// <param name="Samples">Up to 100 ids of each kind.</param>
    /// <param name="StartedAt">When it began.</param>
    /// <param name="FinishedAt">When it was over; null: it is not.</param>
    /// <param name="Note">Why it failed, or what was left alone and why; for a person.</param>
    public sealed record Result(
        State State, long Checked, long Total, int Missing, int Stale, int Orphans, int Unretrievable, int Repaired,
        IReadOnlyDictionary<Drift, IReadOnlyList<string>> Samples, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt = null, string? Note = null) : IJournaled
    {
        /// <summary>How much was found.</summary>
        [JsonIgnore]
        public int Found => Missing + Stale + Orphans + Unretrievable;

        /// <summary>True when anything was found.</summary>
        [JsonIgnore]
        public bool FoundDrift => Found > 0;

        /// <summary>True when something was found that is not mended.</summary>
        [JsonIgnore]
        public bool LeftDrift => Repaired < Found;
    }
}
