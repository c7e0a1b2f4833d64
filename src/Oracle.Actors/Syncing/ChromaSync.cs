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
    public sealed record Status(Circuit Circuit, CollectionRecord? Collection, string? EmbedderTrouble = null)
    {
        /// <summary>True when Chroma answered the last time it was asked and the collection is open.</summary>
        public bool IsConnected => Circuit.State != CircuitState.Open && Collection is not null;
    }

    /// <summary>Somebody else saw Chroma fail to answer; look for yourself.</summary>
    public sealed record Suspected
    {
        /// <summary>The one there is.</summary>
        public static readonly Suspected Instance = new();
    }

    /// <summary>Published on the event stream after each settlement.</summary>
    public sealed record DocumentsSettled(IReadOnlyList<Settled> Documents);

    /// <summary>Published on the event stream when the circuit changes its state.</summary>
    public sealed record CircuitChanged(Circuit Circuit);
}
