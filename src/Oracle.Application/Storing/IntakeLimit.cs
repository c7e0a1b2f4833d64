using System.Threading.RateLimiting;

namespace Oracle.Application.Storing;

/// <summary>
/// At most 32 MiB of documents are on their way into the store at once; who brings more waits. Counted in KiB.
/// </summary>
public sealed class IntakeLimit : IDisposable
{
    private const int Permits = 32 * 1024;
    private const int MaxWaiting = 1024 * 1024;

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Permits, QueueLimit = MaxWaiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits for room. The lease gives it back.</summary>
    /// <exception cref="RequestFailedException">Too many wait already.</exception>
    public async Task<IDisposable> EnterAsync(long bytes, CancellationToken cancel)
    {
        // One request larger than the limit gets all of it.
        var lease = await _limiter.AcquireAsync((int)Math.Clamp(bytes / 1024 + 1, 1, Permits), cancel);
        return lease.IsAcquired
            ? lease
            : throw new RequestFailedException(FailureKind.TooMuch, "Too many documents wait to be stored; try again in a second.");
    }

    /// <inheritdoc />
    public void Dispose() => _limiter.Dispose();
}
