using Akka.Actor;
using Akka.Event;
using Oracle.Actors.Inspecting;
using Oracle.Actors.Syncing;
using Oracle.Documents;

namespace Oracle.Actors.Indexing;

/// <summary>
/// Persists what callers hand in, acknowledges it, and hints to ChromaSyncActor that something is due. It never
/// waits for Chroma.
/// </summary>
internal sealed class DocumentIndexer : ReceiveActor
{
    private readonly IDocumentStore _documents;
    private readonly IActorRef _chromaSync;
    private readonly TimeProvider _clock;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Announced _announced = ActorStates.Announce(Context);
    private int _storing;

    public DocumentIndexer(IDocumentStore documents, IActorRef chromaSync, TimeProvider clock)
    {
        _documents = documents;
        _chromaSync = chromaSync;
        _clock = clock;

        Receive<Indexer.IndexDocuments>(m => Carry(_documents.AcceptAsync(m.Drafts, _clock.GetUtcNow()), Answer));
        Receive<Indexer.ReplaceFile>(m => Carry(_documents.ReplaceFileAsync(m.SourceFile, m.Drafts, _clock.GetUtcNow(), m.File), Answer));
        Receive<Indexer.MoveFile>(m => Carry(_documents.MoveFileAsync(m.From, m.Drafts, _clock.GetUtcNow(), m.File), Answer));
        Receive<Indexer.DeleteDocuments>(m => Carry(DeleteAsync(_documents, m.Ids, _clock.GetUtcNow()), Answer));
        Receive<Stored>(OnStored);
    }

    private static (object, bool) Answer(AcceptResult result) => (result, result.Accepted.Count > 0 || result.Deleted.Count > 0 || result.ProjectGiven.Count > 0);

    private static (object, bool) Answer(Indexer.Deleted result) => (result, result.Revisions.Count > 0);

    private static IReadOnlyCollection<string> DeletedBy(object answer) => answer switch
    {
        AcceptResult result => result.Deleted,
        Indexer.Deleted result => [.. result.Revisions.Keys],
        _ => [],
    };

    // Handed in all at once, so that they share a commit.
    private static async Task<Indexer.Deleted> DeleteAsync(IDocumentStore documents, IReadOnlyList<string> ids, DateTimeOffset now)
    {
        var deletions = ids.Distinct(StringComparer.Ordinal).Select(async id => (id, revision: await documents.DeleteAsync(id, now)));
        return new Indexer.Deleted((await Task.WhenAll(deletions))
            .Where(deletion => deletion.revision is not null)
            .ToDictionary(deletion => deletion.id, deletion => deletion.revision!.Value, StringComparer.Ordinal));
    }

    private void Carry<T>(Task<T> write, Func<T, (object Answer, bool Changed)> answer)
    {
        var replyTo = Sender;
        Say(_storing + 1);
        write.PipeTo(
            Self,
            success: result => Stored.Of(replyTo, answer(result)),
            failure: e => new Stored(replyTo, new Indexer.Refused(e.Message), Changed: false, e));
    }

    private void OnStored(Stored message)
    {
        Say(_storing - 1);
        message.ReplyTo.Tell(message.Answer);
        if (message.Changed)
            _chromaSync.Tell(ChromaSync.SyncRequested.Instance);
        if (DeletedBy(message.Answer) is { Count: > 0 } ids)
            Context.System.EventStream.Publish(new Indexer.DocumentsDeleted(ids));
        if (message.Failure is { } failure)
            _log.Error(failure is StoreUnavailableException ? null : failure, "A write was refused, nothing of it was stored: {Reason}", failure.Message);
    }

    private void Say(int storing)
    {
        _storing = storing;
        _announced.Say(storing == 0 ? Said.Idle : new Said($"waiting for SQLite to store {storing} request{(storing == 1 ? "" : "s")}"));
    }

    private sealed record Stored(IActorRef ReplyTo, object Answer, bool Changed, Exception? Failure = null)
    {
        public static Stored Of(IActorRef replyTo, (object Answer, bool Changed) result) => new(replyTo, result.Answer, result.Changed);
    }
}
