namespace Oracle.Actors.Syncing;

/// <summary>What ChromaSyncActor is at.</summary>
internal abstract record SyncWork
{
    private SyncWork()
    {
    }

    /// <summary>Nothing.</summary>
    internal sealed record None : SyncWork;

    /// <summary>A batch is on its way to Chroma.</summary>
    /// <param name="Number">Which, counted since the start.</param>
    /// <param name="Documents">How many documents are in it, deletions included.</param>
    internal sealed record Sending(long Number, int Documents) : SyncWork;

    /// <summary>The next is read from the outbox and embedded.</summary>
    internal sealed record Preparing : SyncWork;

    /// <summary>Anything else, in words.</summary>
    internal sealed record Other(string Words) : SyncWork;
}
