using Akka.Actor;

namespace Oracle.Actors.Syncing;

/// <summary>The rows of one sweep, and which of them have not been settled yet.</summary>
internal sealed class TriedRun(ChromaSync.TryRows request, IActorRef replyTo)
{
    private readonly HashSet<long> _waiting = [.. request.Keys];

    public IReadOnlyCollection<long> Keys => request.Keys;

    public IReadOnlySet<long> Waiting => _waiting;

    /// <summary>True once its rows were fetched from the outbox.</summary>
    public bool IsClaimed { get; set; }

    /// <summary>This row needs no waiting for any more, however it ended.</summary>
    public void Done(long key) => _waiting.Remove(key);

    /// <summary>Answers. The table says how the rows stand; <paramref name="unsynced"/> are those that Chroma does not have.</summary>
    public void Reply(int unsynced) =>
        replyTo.Tell(new ChromaSync.RowsTried(Keys.Count - unsynced, unsynced, request.Run));
}
