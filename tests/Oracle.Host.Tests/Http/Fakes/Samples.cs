using Oracle.Actors.Syncing;
using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;

namespace Oracle.Host.Tests.Http.Fakes;

internal static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static readonly CollectionRecord First = new("oracle_knowledge", "u1", "hash", "hash-1", 384, "cosine", 1);

    public static readonly CollectionRecord Second = new("oracle_knowledge_g2", "u2", "hash", "hash-2", 384, "cosine", 2);

    public static readonly ReindexRun Running = new(ReindexKind.Move, ReindexState.Running, Second, 3, 5, Noon);

    public static ChromaSync.Status Sync(bool connected) =>
        new(connected ? Circuit.Closed : Circuit.Closed.Failed("Chroma does not answer.", isConfiguration: false), First);
}
