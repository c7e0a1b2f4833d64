using System.Globalization;
using System.Net.Http.Json;
using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests;

/// <summary><c>kill -9</c> of the host while it indexes. The ledger of what was acknowledged is kept outside it.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 8;
    private const int Files = 1_200;
    private readonly TempFolder _folder = new();

    private string DataDir => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task What_was_acknowledged_survives_kills_at_random_moments_and_both_stores_agree(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await SurviveAsync(chroma.Url, () => chroma.Url);
    }

    [SkippableFact]
    public async Task The_same_holds_with_a_server_under_the_hosts_care_which_outlives_it() =>
        await SurviveAsync(chroma: null, () => ManagedChroma.UrlOf(DataDir));

    private async Task SurviveAsync(Uri? chroma, Func<Uri> where)
    {
        var seed = Environment.GetEnvironmentVariable("ORACLE_TEST_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        output.WriteLine($"seed {seed}; replay: ORACLE_TEST_SEED={seed} ./test -- --filter FullyQualifiedName~KillTests");
        var random = new Random(seed);
        var vault = MakeVault();
        var ledger = new Ledger(_folder["ledger"]);

        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var host = await OracleProcess.ServeAsync(DataDir, chroma);
            ledger.AssertIsContained(DataDir);
            // Each round finds changed files, so that there is something to write in every one of them.
            Touch(vault, random, kill);
            await using var index = await OracleProcess.StartAsync(["index", vault, "--data-dir", DataDir], chroma);
            using var stop = new CancellationTokenSource();
            var posting = PostAsync(host, ledger, kill, stop.Token);
            await Task.Delay(random.Next(50, 2_500));
            host.Kill();
            await stop.CancelAsync();
            await posting;
            output.WriteLine($"kill {kill}: {ledger.Count} acknowledged so far");
        }

        await using var last = await OracleProcess.ServeAsync(DataDir, chroma);
        ledger.AssertIsContained(DataDir);
        var finished = await OracleProcess.RunAsync(["index", vault, "--data-dir", DataDir, "--json"], chroma);
        Assert.True(finished.ExitCode == 0, finished.Error);
        await Eventually.Get(
            () => BothStores.DifferencesAsync(DataDir, where()), static differences => differences.Count == 0, TimeSpan.FromSeconds(60));
        await HonestStats.AssertAsync(last, DataDir);
        Assert.Equal(Files + ledger.Count, BothStores.Query(DataDir, "select n from oracle_documents").Count);
        Assert.Equal("ok", BothStores.Query(DataDir, "pragma integrity_check")[0][0]);
    }

    private string MakeVault()
    {
        var vault = _folder["vault"];
        Directory.CreateDirectory(vault);
        for (var i = 0; i < Files; i++)
            File.WriteAllText(Path.Combine(vault, $"note-{i}.md"), $"# Note {i}\n\nThe first text of note {i}.\n");
        return vault;
    }

    private static void Touch(string vault, Random random, int round)
    {
        for (var i = 0; i < Files; i++)
        {
            if (random.Next(2) == 0)
                File.WriteAllText(Path.Combine(vault, $"note-{i}.md"), $"# Note {i}\n\nText {round} of note {i}, {random.Next()}.\n");
        }
    }

    private static async Task PostAsync(OracleProcess host, Ledger ledger, int round, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var id = $"posted-{round}-{i}";
            try
            {
                using var response = await host.Http.PostAsJsonAsync("/api/documents", new { id, content = $"posted {id}" }, stop);
                if ((int)response.StatusCode == 202)
                    ledger.Acknowledged(id);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
            {
                // Not acknowledged: it may be there or not. It is tried no more, but must be counted if it is there.
                ledger.Unknown(id);
                return;
            }
        }
    }

    /// <summary>What the host acknowledged, on disk before the next request goes out.</summary>
    private sealed class Ledger(string path)
    {
        private readonly HashSet<string> _acknowledged = new(StringComparer.Ordinal);
        private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);

        public int Count => _acknowledged.Count;

        public void Acknowledged(string id)
        {
            using var file = new FileStream(path, FileMode.Append);
            file.Write(System.Text.Encoding.UTF8.GetBytes(id + "\n"));
            file.Flush(flushToDisk: true);
            _acknowledged.Add(id);
        }

        public void Unknown(string id) => _unknown.Add(id);

        public void AssertIsContained(string dataDir)
        {
            var stored = BothStores.Query(dataDir, "select id from oracle_documents where deleted_at is null").Select(row => (string)row[0]!).ToHashSet(StringComparer.Ordinal);
            Assert.Empty(File.Exists(path) ? File.ReadLines(path).Where(id => !stored.Contains(id)) : []);
            // Written, but its answer was lost with the host: counted from here on.
            foreach (var id in _unknown.Where(stored.Contains))
                _acknowledged.Add(id);
            _unknown.Clear();
        }
    }
}
