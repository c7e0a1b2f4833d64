using System.Threading.Channels;
using Akka.Actor;
using Oracle.Actors.Indexing;
using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;

namespace Oracle.Application.Storing;

/// <summary>
/// Tells those who wait for documents that something became of one of theirs. A hint only: it may be lost, and says no more
/// than that it is time to look at the rows.
/// </summary>
public sealed class SettlementNews
{
    private readonly Lock _sync = new();
    private readonly HashSet<Reader> _readers = [];

    /// <summary>How many wait.</summary>
    public int Readers
    {
        get
        {
            lock (_sync)
                return _readers.Count;
        }
    }

    /// <summary>News of what the actors settle and delete: one listener, however many wait.</summary>
    public static SettlementNews Of(ActorSystem system)
    {
        var news = new SettlementNews();
        var listener = system.ActorOf(Props.Create(() => new Listener(news)));
        // Here, and not by the actor once it has started: whoever reads from now on misses nothing.
        system.EventStream.Subscribe(listener, typeof(ChromaSync.DocumentsSettled));
        system.EventStream.Subscribe(listener, typeof(Indexer.DocumentsDeleted));
        return news;
    }

    /// <summary>Hears of these documents from now on, until it is disposed.</summary>
    public Reader Read(IReadOnlyDictionary<string, long> documents)
    {
        var reader = new Reader(this, documents);
        lock (_sync)
            _readers.Add(reader);
        return reader;
    }

    /// <summary>Something became of these documents.</summary>
    public void Tell(IReadOnlySet<string> ids)
    {
        lock (_sync)
        {
            foreach (var reader in _readers)
                reader.Tell(ids);
        }
    }

    private void Leave(Reader reader)
    {
        lock (_sync)
            _readers.Remove(reader);
    }

    /// <summary>One who waits. However much happens before it looks, it is one hint.</summary>
    public sealed class Reader(SettlementNews news, IReadOnlyDictionary<string, long> documents) : IDisposable
    {
        private readonly Channel<bool> _hint = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        /// <summary>Forgets what was heard so far; true when something was. Before looking: what comes while looking counts.</summary>
        public bool Forget() => _hint.Reader.TryRead(out _);

        /// <summary>Ends at the next hint, or after so long.</summary>
        /// <exception cref="OperationCanceledException">Cancelled by the caller.</exception>
        public async Task NextAsync(TimeSpan within, TimeProvider time, CancellationToken cancel)
        {
            using var timeUp = new CancellationTokenSource(within, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, cancel);
            try
            {
                await _hint.Reader.WaitToReadAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // Nothing was heard; the caller looks all the same.
            }
        }

        /// <inheritdoc />
        public void Dispose() => news.Leave(this);

        internal void Tell(IReadOnlySet<string> ids)
        {
            if (ids.Count < documents.Count ? ids.Any(documents.ContainsKey) : documents.Keys.Any(ids.Contains))
                _hint.Writer.TryWrite(true);
        }
    }

    /// <summary>Hears the event stream, which takes none but actors.</summary>
    private sealed class Listener : ReceiveActor
    {
        public Listener(SettlementNews news)
        {
            // What is tried again later ends nobody's waiting.
            Receive<ChromaSync.DocumentsSettled>(settled => news.Tell(settled.Documents
                .Where(document => document.Status != SyncStatus.Pending).Select(document => document.Id).ToHashSet(StringComparer.Ordinal)));
            Receive<Indexer.DocumentsDeleted>(deleted => news.Tell(deleted.Ids.ToHashSet(StringComparer.Ordinal)));
        }
    }
}
