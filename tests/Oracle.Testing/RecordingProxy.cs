using System.Collections.Concurrent;
using System.Net;

namespace Oracle.Testing;

/// <summary>Stands before a server, passes everything on as it is, and remembers what was asked.</summary>
public sealed class RecordingProxy : IAsyncDisposable
{
    private static readonly string[] NotForwarded = ["Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection"];

    private readonly HttpListener _listener = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(1) };
    private readonly Uri _target;
    private readonly Task _loop;

    public RecordingProxy(Uri target)
    {
        _target = target;
        for (var attempt = 0; ; attempt++)
        {
            Url = new Uri($"http://127.0.0.1:{Random.Shared.Next(20_000, 32_000)}/");
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add(Url.ToString());
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                // The port is taken.
            }
        }

        _loop = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>Method and path of every request so far.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Requests that change what the server holds.</summary>
    public IEnumerable<string> Changes => Requests.Where(request =>
        request.EndsWith("/upsert", StringComparison.Ordinal) || request.EndsWith("/delete", StringComparison.Ordinal)
        || request.EndsWith("/add", StringComparison.Ordinal) || request.EndsWith("/update", StringComparison.Ordinal)
        || request.EndsWith("/collections", StringComparison.Ordinal)
        || request.StartsWith("PUT ", StringComparison.Ordinal) || request.StartsWith("DELETE ", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
        _listener.Close();
        _client.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                _ = ForwardAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ForwardAsync(HttpListenerContext context)
    {
        try
        {
            Requests.Enqueue($"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}");
            using var request = new HttpRequestMessage(new HttpMethod(context.Request.HttpMethod), new Uri(_target, context.Request.RawUrl));
            foreach (var name in context.Request.Headers.AllKeys.OfType<string>().Except(NotForwarded, StringComparer.OrdinalIgnoreCase))
                request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name]);
            if (context.Request.HasEntityBody)
            {
                request.Content = new StreamContent(context.Request.InputStream);
                request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
            }

            using var response = await _client.SendAsync(request);
            var body = await response.Content.ReadAsByteArrayAsync();
            context.Response.StatusCode = (int)response.StatusCode;
            context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpRequestException or HttpListenerException or IOException or ObjectDisposedException)
        {
            context.Response.Abort();
        }
    }
}
