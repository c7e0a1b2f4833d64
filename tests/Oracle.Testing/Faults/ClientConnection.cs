using System.Net.Sockets;

namespace Oracle.Testing.Faults;

/// <summary>A client's connection, and the ways to end it.</summary>
internal sealed class ClientConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private ClientConnection(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
        _stream = new NetworkStream(socket);
        Reader = new WireReader(_stream);
    }

    /// <summary>Null when the client has left already.</summary>
    public static ClientConnection? Of(Socket socket)
    {
        try
        {
            return new ClientConnection(socket);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            socket.Dispose();
            return null;
        }
    }

    public WireReader Reader { get; }

    /// <summary>Whether the client has closed its side, without waiting.</summary>
    public bool IsGone
    {
        get
        {
            try
            {
                return _socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return true;
            }
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => await _stream.WriteAsync(bytes, cancel);

    /// <summary>Waits until the client goes, but no longer than that.</summary>
    public async Task GoneAsync(TimeSpan atMost, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(atMost);
        try
        {
            await Reader.GoneAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // It waits longer than we do.
        }
    }

    /// <summary>Says that nothing more will be sent, and goes on reading.</summary>
    public void ShutDownSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends it with RST instead of FIN.</summary>
    public void Reset()
    {
        try
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client was faster.
        }
        Dispose();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }
}
