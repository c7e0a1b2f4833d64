using System.Diagnostics;
using Oracle.Testing;

namespace Oracle.Chroma.Tests.TestTools;

/// <summary>The real servers the other tests stand on.</summary>
public sealed class ChromaServerTests
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task It_keeps_its_port_and_data_over_a_restart(ChromaBuild build)
    {
        await using var server = await ChromaServer.StartAsync(build);
        var (url, pid) = (server.Url, server.Pid);
        using var created = await Http.PostAsync(
            new Uri(url, "/api/v2/tenants/default_tenant/databases/default_database/collections"),
            new StringContent("""{"name":"kept"}""", System.Text.Encoding.UTF8, "application/json"));
        created.EnsureSuccessStatusCode();

        await server.RestartAsync();

        Assert.Equal(url, server.Url);
        Assert.NotEqual(pid, server.Pid);
        using var kept = await Http.GetAsync(new Uri(url, "/api/v2/tenants/default_tenant/databases/default_database/collections/kept"));
        Assert.True(kept.IsSuccessStatusCode);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task Disposing_it_leaves_neither_process_nor_folder(ChromaBuild build)
    {
        var server = await ChromaServer.StartAsync(build);
        var (pid, data) = (server.Pid, server.DataPath);
        Assert.True(Directory.Exists(data));

        await server.DisposeAsync();

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(pid));
        Assert.False(Directory.Exists(data));
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task It_stops_within_the_deadline_even_where_it_ignores_the_signal(ChromaBuild build)
    {
        await using var server = await ChromaServer.StartAsync(build);
        var pid = server.Pid;

        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(pid));
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_paused_one_answers_nothing_until_it_is_resumed(ChromaBuild build)
    {
        await using var server = await ChromaServer.StartAsync(build);
        var heartbeat = new Uri(server.Url, "/api/v2/heartbeat");

        server.Pause();
        await Assert.ThrowsAsync<TaskCanceledException>(() => Http.GetAsync(heartbeat));
        server.Resume();

        await Eventually.True(async () => (await Http.GetAsync(heartbeat)).IsSuccessStatusCode);
    }
}
