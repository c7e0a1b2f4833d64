namespace Oracle.Actors.Tests.Fakes;

/// <summary>Counts the calls that fakes have under way, so that a test can tell when everything has come to rest.</summary>
internal sealed class Traffic
{
    private long _begun;
    private int _busy;

    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>Calls under way; those that a <see cref="Gate"/> holds are at rest.</summary>
    public int Busy => Volatile.Read(ref _busy);

    public async Task<T> During<T>(Func<Task<T>> call)
    {
        Interlocked.Increment(ref _begun);
        Enter();
        try
        {
            return await call();
        }
        finally
        {
            Leave();
        }
    }

    public void Enter() => Interlocked.Increment(ref _busy);

    public void Leave() => Interlocked.Decrement(ref _busy);
}
