using System.Net.Http.Json;
using System.Text.Json;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.StoreFaults;

/// <summary>A host whose store is about to fail, and what its clients were told.</summary>
internal sealed class Watched(RunningOracle host, string dataDir, Uri chroma)
{
    private readonly List<string> _acknowledged = [];

    public RunningOracle Host => host;

    /// <summary>Posts one document and remembers it if it was acknowledged.</summary>
    public async Task<(int Status, JsonElement Body)> PostAsync(string id, string content = "a small note")
    {
        using var response = await host.Http.PostAsJsonAsync("/api/documents", new { id, content });
        if (response.IsSuccessStatusCode)
            _acknowledged.Add(id);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>A write is refused with 503 and these words, and health says the same.</summary>
    public async Task AssertRefusesAsync(string id, string why, string content = "a small note")
    {
        var (status, problem) = await PostAsync(id, content);
        Assert.True(status == 503, $"{status} {problem}");
        Assert.Contains(why, problem.GetProperty("detail").GetString());
        var health = await host.GetAsync("/api/health");
        Assert.Equal("failing", health.GetProperty("status").GetString());
        Assert.NotEqual("", health.GetProperty("reason").GetString());
        Assert.Equal(503, (int)(await host.Http.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(200, (int)(await host.Http.GetAsync("/health/live")).StatusCode);
    }

    /// <summary>Without a restart and without a write from outside, health turns to ok; then all that was acknowledged is in both stores.</summary>
    public async Task AssertGoesOnAsync()
    {
        await Eventually.Get(() => host.GetAsync("/api/health"), static h => h.GetProperty("status").GetString() == "ok", TimeSpan.FromSeconds(60));
        Assert.Equal(200, (int)(await host.Http.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(202, (await PostAsync("afterwards")).Status);
        await Eventually.Get(() => BothStores.DifferencesAsync(dataDir, chroma), static differences => differences.Count == 0, TimeSpan.FromSeconds(60));
        AssertHoldsWhatWasAcknowledged();
        await HonestStats.AssertAsync(host, dataDir);
        Assert.Equal("ok", BothStores.Query(dataDir, "pragma integrity_check")[0][0]);
    }

    public void AssertHoldsWhatWasAcknowledged() => Assert.Empty(_acknowledged.Except(
        BothStores.Query(dataDir, "select id from oracle_documents where deleted_at is null").Select(row => (string)row[0]!), StringComparer.Ordinal));
}
