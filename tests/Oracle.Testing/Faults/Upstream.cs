using System.Net;
using System.Net.Sockets;

namespace Oracle.Testing.Faults;

/// <summary>The way to the server: a connection of its own for each request, so that nothing is sent twice unasked.</summary>
internal sealed class Upstream(Uri server)
{
    /// <summary>Sends the bytes as they are and reads the whole answer. Cancelling closes the connection.</summary>
    /// <exception cref="IOException">The server could not be reached, or broke off.</exception>
    public async Task<ProxiedResponse> DeliverAsync(ProxiedRequest request, CancellationToken cancel)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(server.Host, server.Port), cancel);
        }
        catch (SocketException e)
        {
            throw new IOException("the server cannot be reached", e);
        }

        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(request.Raw, cancel);
        return await new WireReader(stream).ResponseAsync(request.Method, cancel);
    }
}
