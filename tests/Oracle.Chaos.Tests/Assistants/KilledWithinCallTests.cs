using System.Text.Json;
using Oracle.Chaos.Tests.Embedders;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Assistants;

/// <summary>A host that is killed while a tool runs. What runs waits for an embedder that does not answer, so it is surely under way.</summary>
public sealed class KilledWithinCallTests : IAsyncLifetime, IDisposable
{
    private const string Provider = "ollama";
    private const string OtherModel = "another-embedder";

    // What a client is told at the latest after the kill, where the connection tells it.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    // What the client itself gives a call that tells nothing more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly TempFolder _place = new();
    private readonly TaskCompletionSource _never = new();
    private ChromaServer _chroma = null!;
    private EmbeddingServer _embedder = null!;
    private OracleProcess _host = null!;

    private string DataDir => _place["data"];

    public async Task InitializeAsync()
    {
        _chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
        _embedder = await EmbeddingServer.StartAsync();
        _host = await OracleProcess.ServeAsync(DataDir, _chroma.Url, _embedder.Settings(Provider));
        using var stored = await _host.Http.PostAsync("/api/documents?waitFor=synced", new StringContent("""{"id":"a","content":"Backups run at night."}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(200, (int)stored.StatusCode);
    }

    public async Task DisposeAsync()
    {
        _never.TrySetResult();
        await _host.DisposeAsync();
        await _embedder.DisposeAsync();
        await _chroma.DisposeAsync();
    }

    public void Dispose() => _place.Dispose();

    [SkippableTheory]
    [InlineData("http")]
    [InlineData("stdio")]
    public async Task A_search_ends_with_an_error_and_the_next_is_answered(string way)
    {
        await using var client = await ClientAsync(way);
        _embedder.Hang = _never.Task;
        await client.BeginAsync("oracle_search", new { query = "when are backups" }, progress: false, TimeSpan.FromMinutes(1));
        await Eventually.True(() => _embedder.Requests.Any(request => request.Texts.Any(text => text.Contains("when are backups", StringComparison.Ordinal))));

        _host.Kill();

        AssertTold(way, await EndAsync(client).WaitAsync(Soon));
        await AssertAnswersAgainAsync(way, client);
    }

    [SkippableTheory]
    [InlineData("http")]
    [InlineData("stdio")]
    public async Task A_re_index_whose_progress_is_followed_ends_with_an_error_and_the_next_call_is_answered(string way)
    {
        await using var client = await ClientAsync(way);
        (_embedder.Hang, _embedder.Hangs) = (_never.Task, texts => texts.Any(text => text.Contains("Backups run", StringComparison.Ordinal)));
        await client.BeginAsync("oracle_reindex", new { action = "start", model = OtherModel }, progress: true, Patience);
        var (kind, _) = await client.NextAsync();
        Assert.Equal("step", kind);

        _host.Kill();

        if (way == "http")
        {
            // Half an answer has come. The protocol's client says at once that it broke off, and gives the call up when its own time is over.
            var (noise, what) = await client.NextAsync().WaitAsync(Soon);
            Assert.Equal("noise", noise);
            Assert.Contains("SSE stream disconnected", what.GetString(), StringComparison.Ordinal);
            Assert.Contains("Request timed out", (await EndAsync(client).WaitAsync(Patience + Soon)).Value.GetString(), StringComparison.Ordinal);
        }
        else
        {
            AssertTold(way, await EndAsync(client).WaitAsync(Soon));
        }

        await AssertAnswersAgainAsync(way, client);
    }

    private static void AssertTold(string way, (string Kind, JsonElement Value) end)
    {
        // Nobody is there who could say more than that the connection is gone.
        if (way == "http")
        {
            Assert.Equal(("error", "TypeError: fetch failed"), (end.Kind, end.Value.GetString()));
            return;
        }

        Assert.Equal("result", end.Kind);
        Assert.True(end.Value.GetProperty("isError").GetBoolean());
        Assert.Matches(
            "^Error: The Oracle host ended during the call: .*[^.][.] The next call finds it again or starts another. If this one was to change something, look first whether it did.$",
            end.Value.GetProperty("content")[0].GetProperty("text").GetString());
    }

    // The bridge starts a host of its own. Over HTTP somebody starts it again, where it was.
    private async Task AssertAnswersAgainAsync(string way, TypeScriptClient client)
    {
        _embedder.Hang = null;
        if (way == "http")
        {
            var port = _host.Address.Port;
            await _host.DisposeAsync();
            _host = await OracleProcess.StartAsync(["serve", "--data-dir", DataDir, "--port", $"{port}"], _chroma.Url, _embedder.Settings(Provider));
            await Eventually.True(() => _host.Out.Contains("ready http://", StringComparison.Ordinal));
        }

        await client.BeginAsync("oracle_search", new { query = "backups", mode = "fts" }, progress: false, TimeSpan.FromMinutes(1));
        var (kind, value) = await EndAsync(client);
        Assert.True(kind == "result", $"{kind}: {value}");
        Assert.Equal(1, JsonDocument.Parse(value.GetProperty("content")[0].GetProperty("text").GetString()!).RootElement.GetProperty("total").GetInt32());
    }

    private Task<TypeScriptClient> ClientAsync(string way) => way == "http"
        ? TypeScriptClient.HttpAsync(_host.Address)
        : TypeScriptClient.StdioAsync(DataDir, _chroma.Url, settings: _embedder.Settings(Provider));

    // What the transport says beside it is passed over.
    private static async Task<(string Kind, JsonElement Value)> EndAsync(TypeScriptClient client)
    {
        while (true)
        {
            if (await client.NextAsync() is var line && line.Kind is "result" or "error")
                return line;
        }
    }
}
