using Oracle.Chroma.Wire;

namespace Oracle.Chroma;

/// <summary>
/// A client of Chroma's REST API v2. Every call ends within <see cref="ChromaOptions.RequestTimeout"/>; one that ends early
/// closes its connection, so that nothing between here and the server can deliver it later. A call that changes something is
/// sent at most once; nothing is retried. Safe for use by many threads.
/// </summary>
/// <remarks>
/// Calls throw <see cref="OperationCanceledException"/> when the caller cancels, and nothing else that is to be expected:
/// see <see cref="ChromaResult{T}"/>. A cancelled write may have been applied.
/// </remarks>
public sealed partial class ChromaClient : IDisposable
{
    private readonly ChromaHttp _http;
    private readonly string _collections;

    /// <summary>Opens no connection yet.</summary>
    /// <param name="options">Where the server is.</param>
    /// <param name="handler">Replaces the connections, for tests. It is not disposed.</param>
    /// <exception cref="ArgumentException">An option cannot be used; says which and what is allowed.</exception>
    public ChromaClient(ChromaOptions options, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(options));
        _http = new ChromaHttp(options, handler);
        _collections = $"/api/v2/tenants/{Uri.EscapeDataString(options.Tenant)}/databases/{Uri.EscapeDataString(options.Database)}/collections";
    }

    /// <summary>Whether the server answers: its clock, in nanoseconds since 1970.</summary>
    public async Task<ChromaResult<long>> HeartbeatAsync(CancellationToken cancellation = default)
    {
        var answer = await _http.Get("/api/v2/heartbeat", WireJson.Plain.HeartbeatAnswer, "heartbeat", cancellation);
        return answer.Then(static beat => new ChromaResult<long>(beat.Nanoseconds));
    }

    /// <summary>What the server takes in one write.</summary>
    public async Task<ChromaResult<ChromaLimits>> PreFlightAsync(CancellationToken cancellation = default)
    {
        const string Call = "pre-flight-checks";
        var answer = await _http.Get("/api/v2/pre-flight-checks", WireJson.Plain.PreFlightAnswer, Call, cancellation);
        return answer.Then(limits => limits.MaxBatchSize > 0
            ? new ChromaResult<ChromaLimits>(new ChromaLimits(limits.MaxBatchSize, limits.SupportsBase64Encoding))
            : new(_http.Foreign(Call, $"its max_batch_size is {limits.MaxBatchSize}")));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
