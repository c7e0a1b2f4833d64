using Akka.Actor;
using Akka.Event;
using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Reindexing;

// Records that the index does not find, whatever is written anew: all is written to a collection with twice as many neighbours, and
// the one that answers goes on doing so meanwhile.
internal sealed partial class Reindexer
{
    // What failed is not begun again at once.
    private static readonly TimeSpan WidenAgainAfter = TimeSpan.FromHours(1);

    // The collection that answered when it was begun last.
    private string? _widened;
    private long _widenedAt;

    // The one for which there is nothing left to try.
    private string? _exhausted;

    private void OnIndexTooNarrow(ChromaSync.IndexTooNarrow message)
    {
        if (_status?.Run is { IsActive: true } || _exhausted == message.Collection.Uuid || (_widened == message.Collection.Uuid && _clock.GetElapsedTime(_widenedAt) < WidenAgainAfter))
            return;
        Widen(message.Collection, $"Chroma's index of collection {message.Collection.Name} does not find {message.Unretrievable} records by their own vectors, and writing them anew does not help");
    }

    private void Widen(CollectionRecord narrow, string trouble)
    {
        if (IndexWidth.Wider(narrow.Neighbours) is not { } neighbours)
        {
            _exhausted = _status?.Answering?.Uuid;
            _log.Warning("{Trouble}; with {Neighbours} neighbours a record there is nothing left to try. They are found by keywords.", trouble, narrow.Neighbours);
            return;
        }

        _parts.Reindexing.BeginMoveAsync(narrow with { Name = _parts.Collection, Uuid = "", Neighbours = neighbours }, _clock.GetUtcNow()).PipeTo(
            Self, success: begun => new Widened(begun, neighbours, trouble), failure: e => new Failed(e));
    }

    private void OnWidened(Widened message)
    {
        if (message.Begun)
        {
            (_widened, _widenedAt) = (_status?.Answering?.Uuid, _clock.GetTimestamp());
            _log.Warning("{Trouble}. All is written to a new collection with {Neighbours} neighbours a record; what answers now goes on answering.", message.Trouble, message.Neighbours);
            Reset();
        }

        Look();
    }

    private sealed record Widened(bool Begun, int Neighbours, string Trouble);
}
