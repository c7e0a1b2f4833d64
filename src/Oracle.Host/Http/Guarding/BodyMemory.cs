using Oracle.Application;
using Oracle.Host.Settings;

namespace Oracle.Host.Http.Guarding;

/// <summary>
/// The memory that bodies of requests take while they are read, all together. It is taken as bytes arrive, not as they are
/// announced: who promises much and sends nothing takes nothing from others.
/// </summary>
internal sealed class BodyMemory(HttpLimits limits)
{
    private long _held;

    /// <summary>The share of one request, given back when the request ends.</summary>
    public Share Of(HttpContext context)
    {
        var share = new Share(this);
        context.Response.RegisterForDispose(share);
        return share;
    }

    private void Change(long by)
    {
        if (Interlocked.Add(ref _held, by) <= limits.BodyMemory || by <= 0)
            return;
        Interlocked.Add(ref _held, -by);
        throw new RequestFailedException(FailureKind.TooMuch, $"The bodies of all requests together take more than {limits.BodyMemory >> 20} MiB (Oracle:Http:BodyMemory); try again in a second.");
    }

    /// <summary>What one request holds.</summary>
    public sealed class Share(BodyMemory memory) : IDisposable
    {
        private long _bytes;

        /// <summary>It holds so much now.</summary>
        /// <exception cref="RequestFailedException">There is no room for more.</exception>
        public void Hold(long bytes)
        {
            memory.Change(bytes - _bytes);
            _bytes = bytes;
        }

        public void Dispose() => Hold(0);
    }
}
