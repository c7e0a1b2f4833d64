using Oracle.ManagedChroma;
using Oracle.Testing;

namespace Oracle.Host.Tests.ManagedChroma;

public sealed class ManagedChromaHandlerTests : IDisposable
{
    private readonly TempFolder dataDir = new();

    public void Dispose() => dataDir.Dispose();

    [SkippableFact]
    public async Task A_client_made_before_the_server_runs_is_told_why_and_reaches_it_later()
    {
        var command = await InstalledChroma.Command(ChromaBuild.Compat);
        ChromaCommand? installed = null;
        await using var host = await RunningServer.StartAsync(dataDir, () => Volatile.Read(ref installed));
        using var client = new HttpClient(new ManagedChromaHandler(host.Server) { InnerHandler = new SocketsHttpHandler() });
        // Nobody listens on port 1.
        var heartbeat = new Uri("http://127.0.0.1:1/api/v2/heartbeat");
        await host.UntilAsync(status => status.Trouble is not null);

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(heartbeat));
        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);
        Assert.Contains(ChromaCommand.HowToGetOne, refused.Message, StringComparison.Ordinal);

        Volatile.Write(ref installed, command);
        await host.UntilRunningAsync();
        Assert.Contains("nanosecond heartbeat", await client.GetStringAsync(heartbeat), StringComparison.Ordinal);
    }
}
