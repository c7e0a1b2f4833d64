namespace Oracle.ManagedChroma;

/// <summary>How long to wait before a server that ended is started again: 0.5 s, doubling to 30 s.</summary>
internal sealed class RestartBackoff
{
    // A server that lived this long is not in a crash loop.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private TimeSpan next = First;

    /// <param name="lived">For how long the server answered before it ended; zero if it never did.</param>
    public TimeSpan After(TimeSpan lived)
    {
        var delay = lived >= Settled ? First : next;
        next = delay * 2 < Longest ? delay * 2 : Longest;
        return delay;
    }
}
