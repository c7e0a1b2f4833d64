using System.Text.Json;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;
using Oracle.Testing.Faults;

namespace Oracle.Chaos.Tests.Following;

/// <summary>A file that moves while Chroma takes its time.</summary>
public sealed class MovedFileTests : IDisposable
{
    private readonly TempFolder _place = new();

    public void Dispose() => _place.Dispose();

    [SkippableFact]
    public async Task A_moved_document_is_found_once_under_its_new_id_before_Chroma_has_it_and_after()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var proxy = new FaultProxy(chroma.Url);
        await using var host = await OracleInProcess.ServeAsync(_place["data"], proxy.Url);
        Directory.CreateDirectory(_place["vault/archive"]);
        await File.WriteAllTextAsync(_place["vault/old.md"], "# Title\n\nA walrus in the harbour.");
        await IndexAsync(proxy);
        await StoresAgree.WithinAsync(_place["data"], chroma.Url);

        var mayGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (proxy.Hooks.BeforeForward(Endpoint.Upsert, _ => mayGo.Task))
        try
        {
            File.Move(_place["vault/old.md"], _place["vault/archive/new.md"]);
            await IndexAsync(proxy, "--no-wait");
            foreach (var mode in new[] { "vector", "fts", "hybrid" })
                Assert.Equal(["archive/new.md"], await IdsAsync(host, mode));
            Assert.Equal(["old.md"], (await BothStores.RecordsAsync(chroma.Url, "oracle_knowledge")).Keys);
        }
        finally
        {
            mayGo.SetResult();
        }

        await StoresAgree.WithinAsync(_place["data"], chroma.Url);
        foreach (var mode in new[] { "vector", "fts", "hybrid" })
            Assert.Equal(["archive/new.md"], await IdsAsync(host, mode));
    }

    private async Task IndexAsync(FaultProxy proxy, params IEnumerable<string> arguments)
    {
        var run = await OracleInProcess.RunAsync(["index", "--json", "--data-dir", _place["data"], .. arguments, _place["vault"]], proxy.Url);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    private static async Task<List<string?>> IdsAsync(RunningOracle host, string mode) =>
        [.. (await host.GetAsync($"/api/search?q=walrus+harbour&mode={mode}")).GetProperty("results").EnumerateArray().Select((JsonElement hit) => hit.GetProperty("id").GetString())];
}
