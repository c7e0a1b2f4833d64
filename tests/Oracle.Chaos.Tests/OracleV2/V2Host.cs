using System.Text.Json;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.OracleV2;

/// <summary>One host with a small vault of Oracle V2's, for all tests that only read or add.</summary>
public sealed class V2Host : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private ChromaServer _chroma = null!;

    public OracleProcess Host { get; private set; } = null!;

    public string Vault => _folder["vault"];

    public string DataDir => _folder["data"];

    public Uri ChromaUrl => _chroma.Url;

    public async Task InitializeAsync()
    {
        Write("ψ/memory/resonance/oracle.md", "### Nothing is deleted\nEvery memory is appended and kept.\n\n### Patterns\nPatterns are worth more than intentions.\n");
        Write("ψ/memory/learnings/2026-01-17_permissions.md", "---\ntitle: Permissions\ntags: [git, mcp]\n---\n\n## Problem\nThe lock file was open to others.\n\n## Answer\nA mask before the first file.\n");
        Write("ψ/memory/retrospectives/2026-01/17/16.43_demo.md", "## Summary\nA long session about searching, ranking and the paging of results.\n");
        _chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
        Host = await OracleProcess.ServeAsync(DataDir, _chroma.Url);
        var indexed = await OracleProcess.RunAsync(["index", Vault, "--data-dir", DataDir], _chroma.Url);
        Assert.True(indexed.ExitCode == 0, indexed.Error);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await _chroma.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>What a request gives, whatever its status.</summary>
    public async Task<(int Status, JsonElement Body)> GetAsync(string path)
    {
        using var response = await Host.Http.GetAsync(path);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>What a request with a JSON body gives, whatever its status.</summary>
    public async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string json)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        using var response = await Host.Http.SendAsync(request);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    private void Write(string relative, string text)
    {
        var path = Path.Combine(Vault, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
