using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Oracle.Chroma.Wire;

/// <summary>One exchange with the server: sent once, answered in time and in Chroma's shape, or a failure that says what it means.</summary>
internal sealed class ChromaHttp : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly ChromaOptions _options;
    private readonly string _address;

    public ChromaHttp(ChromaOptions options, HttpMessageHandler? handler)
    {
        (_options, _address) = (options, options.Address);
        _http = new HttpClient(handler ?? Connections(options), disposeHandler: handler is null)
        {
            // The time-out of a call is counted in Exchange, where it can be told from the caller's cancellation.
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = options.MaxResponseBytes,
        };
        if (options.ApiKey is not null)
            _http.DefaultRequestHeaders.Add("X-Chroma-Token", options.ApiKey);
    }

    public Task<ChromaResult<TAnswer>> Get<TAnswer>(string path, JsonTypeInfo<TAnswer> answer, string call, CancellationToken cancellation)
        where TAnswer : notnull => Exchange(HttpMethod.Get, path, null, answer, call, cancellation);

    public Task<ChromaResult<TAnswer>> Delete<TAnswer>(string path, JsonTypeInfo<TAnswer> answer, string call, CancellationToken cancellation)
        where TAnswer : notnull => Exchange(HttpMethod.Delete, path, new JsonBody(default), answer, call, cancellation);

    public Task<ChromaResult<TAnswer>> Put<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> shape, JsonTypeInfo<TAnswer> answer, string call, CancellationToken cancellation)
        where TAnswer : notnull => Send(HttpMethod.Put, path, body, shape, answer, call, cancellation);

    public Task<ChromaResult<TAnswer>> Post<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> shape, JsonTypeInfo<TAnswer> answer, string call, CancellationToken cancellation)
        where TAnswer : notnull => Send(HttpMethod.Post, path, body, shape, answer, call, cancellation);

    /// <summary>A failure for an answer that parsed, but does not fit what was asked.</summary>
    public ChromaFailure Foreign(string call, string detail) =>
        new(ChromaFailureKind.Ambiguous, $"Chroma at {_address} answered 200 to {call}, but {detail}", 200);

    public void Dispose() => _http.Dispose();

    private Task<ChromaResult<TAnswer>> Send<TBody, TAnswer>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> shape, JsonTypeInfo<TAnswer> answer, string call, CancellationToken cancellation)
        where TAnswer : notnull
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(body, shape);
        if (json.Length > _options.MaxRequestBytes)
        {
            return Task.FromResult(new ChromaResult<TAnswer>(new ChromaFailure(
                ChromaFailureKind.TooLarge,
                $"not sent to Chroma: {call} has {json.Length} bytes, and the server takes {_options.MaxRequestBytes}")));
        }
        return Exchange(method, path, new JsonBody(json), answer, call, cancellation);
    }

    private async Task<ChromaResult<TAnswer>> Exchange<TAnswer>(
        HttpMethod method, string path, JsonBody? content, JsonTypeInfo<TAnswer> answer, string call, CancellationToken cancellation)
        where TAnswer : notnull
    {
        using var request = new HttpRequestMessage(method, new Uri(_options.Url.GetLeftPart(UriPartial.Path).TrimEnd('/') + path))
        {
            Content = content,
            // Over HTTP/2 an abandoned request would leave its connection open, and the server might still act on it.
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(_options.RequestTimeout);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, deadline.Token);
            var body = await response.Content.ReadAsByteArrayAsync(deadline.Token);
            return response.StatusCode == HttpStatusCode.OK
                ? Read(body, answer, call)
                : new(Verdict.OfStatus(_address, call, (int)response.StatusCode, RetryAfter(response), body));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(Verdict.OfTimeout(_address, call, _options.RequestTimeout, content?.Started ?? true));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new(Verdict.OfError(_address, call, error, content?.Started ?? Reached(error)));
        }
    }

    private ChromaResult<TAnswer> Read<TAnswer>(byte[] body, JsonTypeInfo<TAnswer> answer, string call) where TAnswer : notnull
    {
        try
        {
            if (JsonSerializer.Deserialize(body, answer) is { } value)
                return new(value);
        }
        catch (JsonException)
        {
            // Judged below, like a bare null.
        }
        return new(Verdict.OfForeignBody(_address, call, body));
    }

    private static bool Reached(Exception error) => error is not HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    // A date is measured against the server's own clock, or not at all.
    private static TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date - response.Headers.Date);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static SocketsHttpHandler Connections(ChromaOptions options) => new()
    {
        ConnectTimeout = options.RequestTimeout < ConnectTimeout ? options.RequestTimeout : ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        AllowAutoRedirect = false,
        UseCookies = false,
        // A proxy from the environment is for the world outside.
        UseProxy = !options.Url.IsLoopback,
    };
}
