namespace Oracle.Application.Following;

/// <summary>Watches folders.</summary>
internal interface IFolderWatches
{
    /// <summary>Watches folders.</summary>
    /// <param name="places">Which; the first is the root's own.</param>
    /// <param name="told">Called by any thread when there is something to take, once until it is taken.</param>
    /// <exception cref="IOException">The system's limit of watches is reached, or the first folder is not there.</exception>
    IFolderWatch Watch(IReadOnlyList<WatchedPlace> places, Action told);
}

/// <summary>A folder to watch.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="IsWithAllBelow">Whether what lies below its own folders is watched as well.</param>
internal sealed record WatchedPlace(string Path, bool IsWithAllBelow);

/// <summary>A watch on folders. Bounded: what is not taken in time becomes <see cref="WatchedEvents.IsOverflow"/>.</summary>
internal interface IFolderWatch : IDisposable
{
    /// <summary>What happened since the last call.</summary>
    WatchedEvents Take();

    /// <summary>Whether it still hears anything. True where that cannot be told. It is found by looking, which may take a moment.</summary>
    bool IsAlive();
}

/// <summary>What happened in the folders.</summary>
/// <param name="Paths">Full paths to which something happened, each once.</param>
/// <param name="Events">How many events that were.</param>
/// <param name="IsOverflow">Events were lost: anything may have happened.</param>
/// <param name="Trouble">Why a part of the folder is not watched, or null. The rest is.</param>
internal sealed record WatchedEvents(IReadOnlyCollection<string> Paths, long Events, bool IsOverflow, string? Trouble);
