using Oracle.Actors.Auditing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>What ChromaSyncActor understands and says.</summary>
public static class ChromaSync
{
    /// <summary>A hint that rows became due. May be lost: the actor looks by itself every second.</summary>
    public sealed record SyncRequested
    {
        /// <summary>The one there is.</summary>
        public static readonly SyncRequested Instance = new();
    }

    /// <summary>Try these rows now, due or not. Answered by <see cref="RowsTried"/> with the same run. One run at a time.</summary>
    public sealed record TryRows(IReadOnlyList<long> Keys, long Run = 0);

    /// <summary>
    /// What came of <see cref="TryRows"/>: how many of the rows are synced or gone now, and how many are not. Both add
    /// up to the rows given.
    /// </summary>
    public sealed record RowsTried(int Synced, int Failed, long Run = 0);

    /// <summary>Send nothing more, and answer with <see cref="Drained"/> when what is on its way is settled.</summary>
    public sealed record Drain
    {
        /// <summary>The one there is.</summary>
        public static readonly Drain Instance = new();
    }

    /// <summary>Nothing is on its way any more.</summary>
    public sealed record Drained
    {
        /// <summary>The one there is.</summary>
        public static readonly Drained Instance = new();
    }

    /// <summary>Asks for <see cref="Status"/>.</summary>
    public sealed record GetStatus
    {
        /// <summary>The one there is.</summary>
        public static readonly GetStatus Instance = new();
    }

    /// <summary>The circuit, the answering collection and the embedder's trouble, if any, as last seen.</summary>
    /// <param name="Circuit">Whether Chroma is written to.</param>
    /// <param name="Collection">The collection that answers; null while none is open.</param>
    /// <param name="EmbedderTrouble">Why documents get no vectors.</param>
    /// <param name="IsSending">Documents are on their way.</param>
    /// <param name="ReindexTrouble">Why a re-index makes no headway.</param>
    /// <param name="RefusedByTarget">What the collection that is filled will not take, and why.</param>
    /// <param name="Unretrievable">Records of the answering collection that the last look at all of them did not find by their own vectors.</param>
    public sealed record Status(
        Circuit Circuit, CollectionRecord? Collection, string? EmbedderTrouble = null, bool IsSending = false, string? ReindexTrouble = null,
        IReadOnlyList<RefusedDocument>? RefusedByTarget = null, int Unretrievable = 0)
    {
        /// <summary>True when Chroma answered the last time it was asked and the collection is open.</summary>
        public bool IsConnected => Circuit.State != CircuitState.Open && Collection is not null;
    }

    /// <summary>
    /// Records of the answering collection are not found by their own vectors, and writing them anew did not help. On the event
    /// stream, after each look at all of them.
    /// </summary>
    public sealed record IndexTooNarrow(CollectionRecord Collection, int Unretrievable);

    /// <summary>A revision that a collection being filled will not take.</summary>
    public sealed record RefusedDocument(string Collection, string Id, long Revision, string Reason);

    /// <summary>The collection that is filled was found to be gone.</summary>
    public sealed record TargetLost
    {
        /// <summary>The one there is.</summary>
        public static readonly TargetLost Instance = new();
    }

    /// <summary>A re-index was cancelled: nothing more is written of it, and the collection that was being filled is dropped.</summary>
    public sealed record TargetCancelled
    {
        /// <summary>The one there is.</summary>
        public static readonly TargetCancelled Instance = new();
    }

    /// <summary>Compare all records with all rows now. Answered by <see cref="ComparedAll"/>, unless Chroma fails meanwhile.</summary>
    public sealed record CompareAll
    {
        /// <summary>The one there is.</summary>
        public static readonly CompareAll Instance = new();
    }

    /// <summary>All were compared, and so many are sent or deleted again.</summary>
    public sealed record ComparedAll(int Mended);

    /// <summary>Let the collection that was filled answer. Answered by <see cref="TookOver"/>.</summary>
    public sealed record TakeOver
    {
        /// <summary>The one there is.</summary>
        public static readonly TakeOver Instance = new();
    }

    /// <summary>Whether it answers now. If not, it lacks something still, or Chroma failed: try again.</summary>
    /// <param name="Done">It answers.</param>
    /// <param name="CompareAnew">What was written last is not as it should be, or could not be compared: the comparison done before says too little.</param>
    public sealed record TookOver(bool Done, bool CompareAnew = false);

    /// <summary>Somebody else saw Chroma fail to answer; look for yourself.</summary>
    public sealed record Suspected
    {
        /// <summary>The one there is.</summary>
        public static readonly Suspected Instance = new();
    }

    /// <summary>Somebody else got no vector from the embedder; look for yourself.</summary>
    public sealed record EmbedderSuspected
    {
        /// <summary>The one there is.</summary>
        public static readonly EmbedderSuspected Instance = new();
    }

    /// <summary>An audit compares all records now, and says so at each step: what differs can wait for it, ten minutes at most.</summary>
    public sealed record AuditGoesOn
    {
        /// <summary>The one there is.</summary>
        public static readonly AuditGoesOn Instance = new();
    }

    /// <summary>An audit that mended something is over: what its writing has cost other records in Chroma's index is looked for at once.</summary>
    public sealed record AuditMended
    {
        /// <summary>The one there is.</summary>
        public static readonly AuditMended Instance = new();
    }

    /// <summary>
    /// Looks again at what an audit found, while no write is under way, and mends in the same step what is still so.
    /// Waits while Chroma does not answer. Answered by <see cref="Examined"/>.
    /// </summary>
    /// <param name="Collection">Where it was found.</param>
    /// <param name="Findings">Documents whose records seemed wrong.</param>
    /// <param name="Strangers">Records that no document seemed to have.</param>
    /// <param name="Mend">Whether to make due what is missing or stale, and to remove strangers.</param>
    /// <param name="Renew">Whether to write anew what no query finds, too.</param>
    public sealed record Examine(
        CollectionRecord Collection, IReadOnlyList<Finding> Findings, IReadOnlyList<string> Strangers, bool Mend, bool Renew = false);

    /// <summary>What was still so; what changed meanwhile is missing.</summary>
    /// <param name="Outcome">Confirmed, or why nothing is known.</param>
    /// <param name="Findings">Documents whose records are wrong.</param>
    /// <param name="Strangers">Records that no document has.</param>
    /// <param name="Mended">How many of both were mended.</param>
    public sealed record Examined(SyncOutcome Outcome, IReadOnlyList<Finding> Findings, IReadOnlyList<RecordState> Strangers, int Mended);

    /// <summary>Published on the event stream after each settlement.</summary>
    public sealed record DocumentsSettled(IReadOnlyList<Settled> Documents);

    /// <summary>Published on the event stream when the circuit changes its state.</summary>
    public sealed record CircuitChanged(Circuit Circuit);
}
