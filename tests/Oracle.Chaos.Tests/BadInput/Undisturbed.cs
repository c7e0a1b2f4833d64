using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.BadInput;

/// <summary>A host on a real Chroma with one good document in it, which nothing that comes in may disturb.</summary>
internal sealed class Undisturbed : IAsyncDisposable
{
    private const string Id = "control/1";
    private readonly TempFolder _folder = new();
    private ChromaServer _chroma = null!;

    public RunningOracle Host { get; private set; } = null!;

    public string DataDir => _folder["data"];

    public Uri Chroma => _chroma.Url;

    public static async Task<Undisturbed> StartAsync()
    {
        var world = new Undisturbed();
        try
        {
            world._chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
            world.Host = await OracleInProcess.ServeAsync(world.DataDir, world.Chroma);
            // Waited for: while Chroma 1.0.0 writes a collection's first record, it answers 500 to queries ("Nothing found on disk").
            using var posted = await world.Host.Http.PostAsJsonAsync(
                "/api/documents?waitFor=synced", new { id = Id, content = "an undisturbed quokka watches", type = "control" });
            Assert.Equal(200, (int)posted.StatusCode);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a body as it is. Fails at a 5xx, and at an error that is no problem details.</summary>
    public async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, byte[]? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using var response = await Host.Http.SendAsync(request);
        var status = (int)response.StatusCode;
        var text = await response.Content.ReadAsStringAsync();
        var what = $"{method} {Cut(path)} {Cut(body is null ? "" : Encoding.UTF8.GetString(body))}: {status} {Cut(text)}";
        Assert.True(status < 500, what);
        // What the server's own parser refuses never reaches the product: a NUL in the path, a request line of more than 256 KiB.
        if (status >= 400 && !(text.Length == 0 && (path.Contains("%00", StringComparison.Ordinal) || path.Length > 256 << 10)))
            Assert.True(response.Content.Headers.ContentType?.MediaType == "application/problem+json", what);
        return (status, response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true ? JsonDocument.Parse(text).RootElement : default);
    }

    public Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string body, string type = "application/json") =>
        SendAsync(method, path, Encoding.UTF8.GetBytes(body), type);

    /// <summary>The good document is synced and found first, both stores are equal and whole, and no unknown error was logged.</summary>
    public async Task AssertAsync()
    {
        try
        {
            await Eventually.Get(() => BothStores.DifferencesAsync(DataDir, Chroma), static differences => differences.Count == 0, TimeSpan.FromSeconds(60));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"The stores do not agree. The end of the host's log:\n{string.Join('\n', Host.Error.Split('\n').TakeLast(40))}", e);
        }

        foreach (var mode in new[] { "fts", "hybrid" })
        {
            var found = await Host.GetAsync($"/api/search?q=undisturbed+quokka&mode={mode}");
            Assert.Equal(Id, found.GetProperty("results")[0].GetProperty("id").GetString());
        }

        Assert.Equal("an undisturbed quokka watches", (await Host.GetAsync($"/api/documents?id={Uri.EscapeDataString(Id)}")).GetProperty("content").GetString());
        await HonestStats.AssertAsync(Host, DataDir);
        Assert.Equal("ok", BothStores.Query(DataDir, "pragma integrity_check")[0][0]);
        Assert.DoesNotContain("unhandled exception", Host.Error, StringComparison.OrdinalIgnoreCase);
    }

    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
            await Host.DisposeAsync();
        if (_chroma is not null)
            await _chroma.DisposeAsync();
        _folder.Dispose();
    }

    private static string Cut(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
