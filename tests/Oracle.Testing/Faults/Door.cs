using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Oracle.Testing.Faults;

/// <summary>The listening socket. While it is shut nobody listens, so that connections are really refused; the port stays the same.</summary>
internal sealed class Door : IDisposable
{
    private readonly Lock _lock = new();
    private Socket? _socket;
    private TimeSpan _shutFor;
    private Stopwatch _shutSince = new();

    public Door()
    {
        // Below the range that outgoing connections take theirs from: a port that is shut for a while must still be free afterwards.
        while (_socket is null)
        {
            Port = Random.Shared.Next(20_000, 32_000);
            _socket = Bind();
        }
    }

    public int Port { get; }

    /// <summary>The next client.</summary>
    public async Task<Socket> AcceptAsync(CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                if (Listening() is { } socket)
                    return await socket.AcceptAsync(cancel);
                await Task.Delay(10, cancel);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Shut meanwhile, or the client left before it was let in.
                cancel.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Nobody listens for this time.</summary>
    public void ShutFor(TimeSpan time)
    {
        lock (_lock)
        {
            (_shutFor, _shutSince) = (time, Stopwatch.StartNew());
            _socket?.Dispose();
            _socket = null;
        }
    }

    /// <summary>Somebody listens again, at once.</summary>
    public void Open()
    {
        lock (_lock)
            _shutFor = TimeSpan.Zero;
        Listening();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _socket?.Dispose();
            _socket = null;
            _shutFor = TimeSpan.MaxValue;
        }
    }

    private Socket? Listening()
    {
        lock (_lock)
        {
            if (_socket is null && _shutSince.Elapsed >= _shutFor)
                _socket = Bind();
            return _socket;
        }
    }

    private Socket? Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, Port));
            socket.Listen(128);
            return socket;
        }
        catch (SocketException)
        {
            // Taken; somebody tries again.
            socket.Dispose();
            return null;
        }
    }
}
