using System.Net.Http.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Oracle.ManagedChroma;
using Oracle.Testing;

namespace Oracle.Host.Tests.ManagedChroma;

/// <summary>A <see cref="ManagedChromaServer"/> at work, stopped when disposed.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly HttpClient Http = new();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private RunningServer(ManagedChromaServer server) => Server = server;

    public ManagedChromaServer Server { get; }

    public ManagedChromaStatus Status => Server.Status;

    public static async Task<RunningServer> StartAsync(TempFolder dataDir, Func<ChromaCommand?> find, TimeProvider? time = null)
    {
        var server = new ManagedChromaServer(
            new ChromaFolder(dataDir.Path), find, time ?? TimeProvider.System, NullLogger<ManagedChromaServer>.Instance);
        await server.StartAsync(CancellationToken.None);
        return new(server);
    }

    /// <summary>Waits until a status is as the test needs it.</summary>
    public Task<ManagedChromaStatus> UntilAsync(Func<ManagedChromaStatus, bool> accepted) =>
        Eventually.Get(() => Status, accepted, Patience);

    public Task<ManagedChromaStatus> UntilRunningAsync() => UntilAsync(status => status.State == ManagedChromaState.Running);

    public async Task CreateCollectionAsync(string name)
    {
        using var answer = await Http.PostAsJsonAsync(Collections(), new { name });
        answer.EnsureSuccessStatusCode();
    }

    public async Task<bool> HasCollectionAsync(string name) =>
        (await Http.GetStringAsync(Collections())).Contains($"\"name\":\"{name}\"", StringComparison.Ordinal);

    public async Task<bool> AnswersAsync() =>
        (await Http.GetStringAsync(new Uri(Server.Address!, "/api/v2/heartbeat"))).Contains("heartbeat", StringComparison.Ordinal);

    public Task StopAsync() => Server.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Server.Dispose();
    }

    private Uri Collections() => new(Server.Address!, "/api/v2/tenants/default_tenant/databases/default_database/collections");
}
