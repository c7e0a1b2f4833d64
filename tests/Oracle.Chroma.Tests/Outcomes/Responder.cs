using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Oracle.Chroma.Tests.Outcomes;

/// <summary>What the responder does with a request it has read whole.</summary>
internal delegate Task Reply(Socket socket, CancellationToken cancellation);

/// <summary>
/// A TCP server that answers as no healthy Chroma does. The n-th request gets the n-th reply, later ones the last.
/// </summary>
internal sealed class Responder : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly TaskCompletionSource _clientClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Reply[] _replies;
    private readonly Task _accepting;
    private int _answered = -1;

    public Responder(params Reply[] replies)
    {
        _replies = replies;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Head and body of every request so far.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Ends when a client has closed its side of a connection.</summary>
    public Task ClientClosed => _clientClosed.Task;

    public static Reply Answer(int status, string body, string headers = "") =>
        Raw($"HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}");

    public static Reply Raw(string bytes) =>
        async (socket, cancellation) => await socket.SendAsync(Encoding.UTF8.GetBytes(bytes), cancellation);

    /// <summary>Sends the bytes and closes in order.</summary>
    public static Reply RawThenClose(string bytes) => async (socket, cancellation) =>
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(bytes), cancellation);
        socket.Shutdown(SocketShutdown.Send);
    };

    /// <summary>Never answers; the connection stays open.</summary>
    public static Reply Silence { get; } = static (_, _) => Task.CompletedTask;

    /// <summary>Closes in order, without an answer.</summary>
    public static Reply Close { get; } = RawThenClose("");

    /// <summary>Resets the connection, without an answer.</summary>
    public static Reply Reset { get; } = static (socket, _) =>
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
        return Task.CompletedTask;
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var _ = socket;
        try
        {
            while (await ReadRequestAsync(socket) is { } request)
            {
                _requests.Enqueue(request);
                var turn = Interlocked.Increment(ref _answered);
                await _replies[Math.Min(turn, _replies.Length - 1)](socket, _stop.Token);
            }
            _clientClosed.TrySetResult();
        }
        catch (SocketException)
        {
            _clientClosed.TrySetResult();
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The test is over, or the reply closed the socket itself.
        }
    }

    private async Task<string?> ReadRequestAsync(Socket socket)
    {
        var seen = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var count = await socket.ReceiveAsync(buffer, _stop.Token);
            if (count == 0)
                return null;
            seen.Write(buffer, 0, count);
            var text = Encoding.UTF8.GetString(seen.ToArray());
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0 && Encoding.UTF8.GetByteCount(text[(head + 4)..]) >= ContentLength(text[..head]))
                return text;
        }
    }

    private static int ContentLength(string head)
    {
        const string Name = "Content-Length:";
        var line = head.Split("\r\n").FirstOrDefault(static line => line.StartsWith(Name, StringComparison.OrdinalIgnoreCase));
        return line is null ? 0 : int.Parse(line[Name.Length..]);
    }
}
