using Akka.Hosting;
using Oracle.Actors.Hosting;
using Oracle.Actors.Syncing;

namespace Oracle.Actors.Ports;

/// <summary>The way to Chroma, as others see it.</summary>
public interface ISyncing
{
    /// <summary>Something is due: look for it now.</summary>
    void Nudge();

    /// <summary>A search had no answer from Chroma: find out whether it is away.</summary>
    void SuspectChroma();

    /// <summary>A search had no answer from the embedder: find out whether it is away.</summary>
    void SuspectEmbedder();
}

/// <summary>ChromaSyncActor as others see it.</summary>
public sealed class ChromaSyncing(IRequiredActor<ActorKeys.ChromaSyncActor> chromaSync) : ISyncing
{
    /// <inheritdoc />
    public void Nudge() => chromaSync.ActorRef.Tell(ChromaSync.SyncRequested.Instance, Akka.Actor.ActorRefs.NoSender);

    /// <inheritdoc />
    public void SuspectChroma() => chromaSync.ActorRef.Tell(ChromaSync.Suspected.Instance, Akka.Actor.ActorRefs.NoSender);

    /// <inheritdoc />
    public void SuspectEmbedder() => chromaSync.ActorRef.Tell(ChromaSync.EmbedderSuspected.Instance, Akka.Actor.ActorRefs.NoSender);
}
