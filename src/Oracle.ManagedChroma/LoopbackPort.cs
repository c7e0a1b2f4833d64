using System.Net;
using System.Net.Sockets;

namespace Oracle.ManagedChroma;

/// <summary>A port on 127.0.0.1 to give to a server.</summary>
internal static class LoopbackPort
{
    /// <summary>The wanted one if nobody listens on it, else one the operating system chooses.</summary>
    public static int Free(int? wanted) => wanted is { } port && TryBind(port) is { } free ? free : TryBind(0)!.Value;

    private static int? TryBind(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
        catch (SocketException e) when (port != 0 && e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return null;
        }
    }
}
