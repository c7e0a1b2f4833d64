using System.Net;
using System.Net.Sockets;
using Oracle.ManagedChroma;

namespace Oracle.Host.Tests.ManagedChroma;

public sealed class LoopbackPortTests
{
    [Fact]
    public void The_wanted_port_is_given_when_it_is_free_and_another_when_it_is_taken()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.NotEqual(port, LoopbackPort.Free(port));
        listener.Stop();
        Assert.Equal(port, LoopbackPort.Free(port));
    }

    [Fact]
    public async Task Connections_that_outlive_their_server_do_not_hold_its_port()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        // The side that closes first, here the server's, waits in TIME_WAIT.
        (await listener.AcceptTcpClientAsync()).Dispose();
        listener.Stop();

        Assert.Equal(port, LoopbackPort.Free(port));
    }
}
