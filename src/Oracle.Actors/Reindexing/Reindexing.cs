using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Reindexing;

/// <summary>What Reindexer understands and says.</summary>
public static class Reindex
{
    /// <summary>
    /// Writes all of it again: in place where <paramref name="Model"/> is the answering collection's and
    /// <paramref name="Anew"/> is false, else into another collection. Null: the configured model, or, anew, the answering collection's own. Answered by
    /// <see cref="Accepted"/>, <see cref="AlreadyRunning"/> or <see cref="Refused"/>.
    /// </summary>
    public sealed record Start(string? Model = null, bool Anew = false);

    /// <summary>Goes back to the collection that answered before. Answered as <see cref="Start"/> is.</summary>
    public sealed record Rollback
    {
        /// <summary>The one there is.</summary>
        public static readonly Rollback Instance = new();
    }

    /// <summary>Ends the one under way; what answers goes on answering. Answered by <see cref="Accepted"/>, <see cref="NotRunning"/> or <see cref="Refused"/>.</summary>
    public sealed record Cancel
    {
        /// <summary>The one there is.</summary>
        public static readonly Cancel Instance = new();
    }

    /// <summary>None is under way.</summary>
    public sealed record NotRunning
    {
        /// <summary>The one there is.</summary>
        public static readonly NotRunning Instance = new();
    }

    /// <summary>Asks for <see cref="Status"/>.</summary>
    public sealed record GetStatus
    {
        /// <summary>The one there is.</summary>
        public static readonly GetStatus Instance = new();
    }

    /// <summary>What a re-index would do. Answered by <see cref="Estimate"/> or <see cref="Refused"/>. Changes nothing.</summary>
    public sealed record DryRun(string? Model = null);

    /// <summary>It has begun, or it is cancelled.</summary>
    public sealed record Accepted(ReindexRun Run);

    /// <summary>One is under way.</summary>
    public sealed record AlreadyRunning(ReindexRun Run);

    /// <summary>It cannot be done. <paramref name="IsInput"/>: what was asked for is wrong; else it is not the time for it.</summary>
    public sealed record Refused(string Reason, bool IsInput);

    /// <summary>Where things stand. Also published on the event stream whenever it changes.</summary>
    /// <param name="Run">The one under way or the last; null: there was none.</param>
    /// <param name="Answering">The collection that answers; null before the first was made.</param>
    /// <param name="Kept">The collection that a rollback would go back to.</param>
    /// <param name="Advice">What a person should do, such as to re-index because the configured model is another one; null: nothing.</param>
    public sealed record Status(ReindexRun? Run, CollectionRecord? Answering, CollectionRecord? Kept, string? Advice);

    /// <summary>What would be done.</summary>
    /// <param name="Kind">In place, or into another collection.</param>
    /// <param name="From">The collection that answers.</param>
    /// <param name="Model">The model whose vectors would be written.</param>
    /// <param name="Documents">Live documents.</param>
    /// <param name="Cached">Vectors of these that are in the cache.</param>
    /// <param name="ToEmbed">Vectors that would be computed.</param>
    /// <param name="Bytes">Bytes of text, as UTF-8.</param>
    public sealed record Estimate(ReindexKind Kind, string From, string Model, long Documents, long Cached, long ToEmbed, long Bytes);

    /// <summary>A re-index came to its end; on the event stream. <paramref name="Error"/> null: it did what it was for, or was cancelled.</summary>
    public sealed record Finished(ReindexKind Kind, string Collection, int Generation, DateTimeOffset At, string? Error);
}
