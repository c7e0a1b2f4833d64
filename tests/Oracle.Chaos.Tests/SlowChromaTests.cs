using System.Diagnostics;
using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests;

/// <summary>A Chroma that does not keep up: intake goes at SQLite's speed, and the backlog is in the table, not in memory.</summary>
public sealed class SlowChromaTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 5;
    private const int Posts = 5;
    private const int DocumentsOfAPost = 100;

    private readonly TempFolder _folder = new();

    private string DataDir => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Intake_is_as_fast_while_Chroma_stands_still()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleProcess.ServeAsync(DataDir, chroma.Url);
        await IntakeAsync(host, "warm");
        var ratios = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await SyncedAsync(host);
            var healthy = await IntakeAsync(host, $"healthy-{round}");
            await SyncedAsync(host);
            chroma.Pause();
            var stopped = await IntakeAsync(host, $"stopped-{round}");
            chroma.Resume();
            ratios.Add(stopped / healthy);
        }

        ratios.Sort();
        output.WriteLine($"Time of intake with Chroma stopped, as a share of that with Chroma answering: median {ratios[Rounds / 2]:0.00}, {ratios[0]:0.00} to {ratios[^1]:0.00}, {Rounds} rounds of {Posts * DocumentsOfAPost} documents.");
        // Chroma takes its share of the processors when it answers; were it waited for, this would be far beyond.
        Assert.InRange(ratios[Rounds / 2], 0, 2);
        await AgreeAsync(chroma);
    }

    [SkippableFact]
    public async Task A_backlog_is_not_held_in_memory()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        // Collected often: what the host holds on to shows, and not what it has let go of since.
        await using var host = await OracleProcess.ServeAsync(DataDir, chroma.Url, new Dictionary<string, string?> { ["DOTNET_GCgen0size"] = "400000" });
        // What starts late is there now, and not in what the backlog took.
        Assert.Equal(0, (await host.GetAsync("/api/stats")).GetProperty("total").GetInt32());
        chroma.Pause();
        // One word: many would make the indexes work, which hold nothing in memory either.
        var text = string.Join(' ', Enumerable.Repeat("outbox", 1_800));
        await IntakeAsync(host, "first", text);
        var before = PeakBytes(host.Pid);
        const int More = 8;
        for (var i = 0; i < More; i++)
            await IntakeAsync(host, $"more-{i}", text);
        var backlog = (long)More * Posts * DocumentsOfAPost * text.Length;
        var grown = PeakBytes(host.Pid) - before;
        output.WriteLine($"A backlog of {backlog / 1_000_000} MB of text made the host's peak memory grow by {grown / 1_000_000} MB.");
        // Held in memory it would take twice as much as here: two bytes a character.
        Assert.True(grown < backlog, $"{grown} bytes more for a backlog of {backlog}.");
        chroma.Resume();
    }

    private static async Task<double> IntakeAsync(RunningOracle host, string prefix, string text = "A text of no great length about outboxes.")
    {
        var clock = Stopwatch.StartNew();
        for (var post = 0; post < Posts; post++)
        {
            var (status, body) = await host.PostDocumentsAsync(
                Enumerable.Range(0, DocumentsOfAPost).Select(i => new { id = $"{prefix}/{post}/{i}", content = $"{text} {prefix} {post} {i}" }));
            Assert.Equal((202, DocumentsOfAPost), (status, body.GetProperty("accepted").GetInt32()));
        }

        return clock.Elapsed.TotalSeconds;
    }

    private static Task SyncedAsync(RunningOracle host) => Eventually.Get(
        () => host.GetAsync("/api/stats"), static stats => stats.GetProperty("sync").GetProperty("synced").GetInt64() == stats.GetProperty("total").GetInt64(), TimeSpan.FromSeconds(90));

    private async Task AgreeAsync(ChromaServer chroma) => await Eventually.Get(
        () => BothStores.DifferencesAsync(DataDir, chroma.Url), static differences => differences.Count == 0, TimeSpan.FromSeconds(90));

    private static long PeakBytes(int pid) =>
        File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kB, ..]
            ? long.Parse(kB, System.Globalization.CultureInfo.InvariantCulture) * 1_024
            : throw new InvalidOperationException("No peak memory in /proc.");
}
