using System.Threading.RateLimiting;
using Oracle.Application;
using Oracle.Host.Settings;

namespace Oracle.Host.Http.Guarding;

/// <summary>
/// Counts a search that comes within another request, as an assistant's do: every tool is one path, so the path does not say what it costs.
/// </summary>
internal sealed class SearchLimit(PartitionedRateLimiter<RequestLimits.Costly> limiter, HttpLimits limits)
{
    /// <summary>Waits for its turn; disposing what is given ends the search.</summary>
    /// <exception cref="RequestFailedException">There are too many.</exception>
    public async Task<IDisposable> BeginAsync(HttpContext context, CancellationToken cancel)
    {
        var lease = await limiter.AcquireAsync(new RequestLimits.Costly(context, Cost.Search), permitCount: 1, cancel);
        if (lease.IsAcquired)
            return lease;
        using (lease)
            throw new RequestFailedException(FailureKind.TooMuch, RequestLimits.Reason(lease, isSearch: true, limits).Why);
    }
}
