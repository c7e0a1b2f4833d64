using Oracle.Actors.Tests.Worlds;

namespace Oracle.Actors.Tests.Fakes;

/// <summary>Holds calls back while it is closed.</summary>
internal sealed class Gate(Traffic traffic)
{
    private volatile TaskCompletionSource? _closed;
    private int _held;

    /// <summary>How many calls stand before it.</summary>
    public int Held => Volatile.Read(ref _held);

    public void Close() => _closed ??= new TaskCompletionSource();

    public void Open()
    {
        var closed = _closed;
        _closed = null;
        Release(closed);
    }

    /// <summary>Lets those pass who stand before it now, and nobody else.</summary>
    public void PassHeld() => Release(Interlocked.Exchange(ref _closed, new TaskCompletionSource()));

    public async Task PassAsync(CancellationToken cancel = default)
    {
        if (_closed is not { } closed)
            return;
        Interlocked.Increment(ref _held);
        traffic.Leave();
        try
        {
            await closed.Task.WaitAsync(cancel);
        }
        finally
        {
            traffic.Enter();
            Interlocked.Decrement(ref _held);
        }
    }

    // Who was held goes on before this returns.
    private static void Release(TaskCompletionSource? closed) => CallersThread.Run(() => closed?.TrySetResult());
}
