using Akka.Actor;
using Akka.Hosting;
using Oracle.Actors.Hosting;
using Oracle.Actors.Syncing;

namespace Oracle.Host.Search;

/// <summary>What ChromaSyncActor knows of Chroma, for code outside the actors.</summary>
public sealed class ChromaStatus(IRequiredActor<ActorKeys.ChromaSyncActor> chromaSync)
{
    private static readonly TimeSpan AskWithin = TimeSpan.FromSeconds(1);

    /// <summary>The circuit and the answering collection; null while the actor is being brought back.</summary>
    public async Task<ChromaSync.Status?> GetAsync()
    {
        try
        {
            return await chromaSync.ActorRef.Ask<ChromaSync.Status>(ChromaSync.GetStatus.Instance, AskWithin);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    /// <summary>Tells it that Chroma failed to answer somebody else.</summary>
    public void Suspect() => chromaSync.ActorRef.Tell(ChromaSync.Suspected.Instance);
}
