using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>
/// What ChromaSyncActor knows of Chroma since its last message, for those who must not wait for an actor that is busy:
/// searches. Immutable values, replaced as a whole.
/// </summary>
public sealed class ChromaSnapshot
{
    private volatile Seen _latest = new(Circuit.Starting, Collection: null);

    /// <summary>The circuit, and the collection that answers. Never null; a host that starts knows of none.</summary>
    public Seen Latest => _latest;

    internal void Publish(Circuit circuit, CollectionRecord? collection, string? modelTrouble)
    {
        var seen = new Seen(circuit, collection, modelTrouble);
        if (seen != _latest)
            _latest = seen;
    }

    /// <summary>Chroma as last seen.</summary>
    /// <param name="Circuit">Whether Chroma is written to.</param>
    /// <param name="Collection">The collection that answers; null while none is open.</param>
    /// <param name="ModelTrouble">Why there is none yet, where only an embedder that does not answer knows what it should hold.</param>
    public sealed record Seen(Circuit Circuit, CollectionRecord? Collection, string? ModelTrouble = null)
    {
        /// <summary>True when Chroma answered the last time it was asked and the collection is open.</summary>
        public bool IsConnected => Circuit.State != CircuitState.Open && Collection is not null;
    }
}
