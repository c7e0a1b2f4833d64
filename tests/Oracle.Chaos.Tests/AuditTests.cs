using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Chaos.Tests.Kills;
using Oracle.Chroma;
using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests;

/// <summary>An audit of a Chroma that somebody else changed, while documents change.</summary>
public sealed class AuditTests(ITestOutputHelper output) : IDisposable
{
    private const int Busy = 250;
    private static readonly int Documents = LongRun.IsOn ? 10_000 : 600;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongDeadline = TimeSpan.FromMinutes(15);

    private readonly TempFolder _folder = new();

    private string DataDir => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task Every_fault_made_behind_the_hosts_back_is_found_and_repaired_and_no_false_one_while_documents_change(ChromaBuild build)
    {
        var random = Programme.Chance(output, nameof(AuditTests));
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        foreach (var some in Enumerable.Range(0, Documents).Select(i => Document($"doc-{i}")).Chunk(500))
            await host.PostDocumentsAsync(some);
        await SyncedAsync(host);
        // Newer than all that is damaged: the sync actor's own look at what is newest sees nothing, nor does its count.
        await host.PostDocumentsAsync(Enumerable.Range(0, Busy).Select(i => Document($"busy-{i}")));
        await SyncedAsync(host);
        // Nothing is wrong yet; and for a minute after it the sync actor leaves to audits what it would look for itself.
        var first = await AuditAsync(host, body: null);
        Assert.Equal((0, 0, 0), (Count(first, "missing"), Count(first, "stale"), Count(first, "orphans")));
        using var faults = await AuditFaults.MakeAsync(chroma.Url, random, Documents, Documents / 10);

        using var stop = new CancellationTokenSource();
        var client = ChangeAsync(host, new Random(random.Next()), stop.Token);
        var audit = await AuditAsync(host, new { repair = true });
        await stop.CancelAsync();
        var changes = await client;
        output.WriteLine($"{build}: {faults} made; {Words(audit)}; {changes} changes meanwhile");

        faults.AssertFound(audit);
        await StoresAgree.WithinAsync(DataDir, chroma.Url, deadline: Deadline);
        var second = await AuditAsync(host, body: null);
        Assert.Equal((0, 0, 0), (Count(second, "missing"), Count(second, "stale"), Count(second, "orphans")));
        // What the repair has written may have cost others their place in Chroma's index: they are written anew, and then all is well.
        await Eventually.Get(() => AuditAsync(host, new { repair = true }), nothing => Found(nothing) == 0, Deadline);
        Assert.Equal(Live(), second.GetProperty("checked").GetInt64());
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_dropped_collection_is_back_and_an_audit_finds_nothing(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        await host.PostDocumentsAsync(Enumerable.Range(0, 300).Select(i => Document($"doc-{i}")));
        await SyncedAsync(host);
        using (var client = new ChromaClient(new ChromaOptions { Url = chroma.Url }))
            Assert.True((await client.DeleteCollectionAsync("oracle_knowledge")).Succeeded);

        // It notices by itself that the collection is gone, and goes on in the new one.
        var during = await AuditAsync(host, new { repair = true });
        Assert.Equal((0, 0, 0), (Count(during, "missing"), Count(during, "stale"), Count(during, "orphans")));
        await StoresAgree.WithinAsync(DataDir, chroma.Url, deadline: Deadline);
        // One that Chroma's index does not find is written anew, as it would be without an audit (decision 23).
        var after = await Eventually.Get(() => AuditAsync(host, new { repair = true }), nothing => Found(nothing) == 0, Deadline);
        Assert.Equal(300, after.GetProperty("checked").GetInt64());
    }

    [SkippableTheory, MemberData(nameof(Native))]
    public async Task Documents_reach_Chroma_while_an_audit_runs_about_as_soon_as_without_one(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        foreach (var some in Enumerable.Range(0, Documents).Select(i => Document($"doc-{i}")).Chunk(500))
            await host.PostDocumentsAsync(some);
        await SyncedAsync(host);
        var ratios = new List<double>();
        for (var round = 0; round < 5; round++)
        {
            var without = await SyncOneByOneAsync(host, round, isAudited: false);
            ratios.Add(await SyncOneByOneAsync(host, round, isAudited: true) / without);
        }

        ratios.Sort();
        output.WriteLine($"{build}: a document and its way to Chroma take {ratios[2]:0.00} times as long during an audit of {Documents} documents (median of 5, {ratios[0]:0.00} to {ratios[4]:0.00})");
        // One slice at a time is before it at most; without slices it would wait for the whole audit.
        Assert.True(ratios[2] < 5, $"{ratios[2]:0.00}");
    }

    [SkippableFact]
    public async Task The_command_finds_repairs_and_tells_by_its_exit_code_with_a_host_of_its_own()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
        await using (var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url))
        {
            await host.PostDocumentsAsync(Enumerable.Range(0, 40).Select(i => Document($"doc-{i}")));
            await SyncedAsync(host);
        }

        var nothing = await CommandAsync(chroma);
        Assert.True(nothing.ExitCode == 0, $"{nothing.ExitCode}: {nothing.Out}{nothing.Error}");
        using var client = new ChromaClient(new ChromaOptions { Url = chroma.Url });
        var collection = (await client.GetCollectionAsync("oracle_knowledge")).Value.Id;
        // Revisions and hashes are as they should be: the sync actor's own looks see nothing.
        var records = (await client.GetAsync(collection, new ChromaGet { Ids = ["doc-3", "doc-4"], Include = ChromaInclude.Metadata | ChromaInclude.Embeddings })).Value;
        var swapped = records.Select((record, i) => new ChromaRecord(record.Id, records[1 - i].Embedding, null, record.Metadata)).ToList();
        Assert.True((await client.UpsertAsync(collection, swapped, (await client.PreFlightAsync()).Value)).Succeeded);

        var found = await CommandAsync(chroma);
        Assert.True(found.ExitCode == 4, $"{found.ExitCode}: {found.Out}{found.Error}");
        Assert.Equal(["doc-3", "doc-4"], found.Json.GetProperty("samples").GetProperty("stale").EnumerateArray().Select(id => id.GetString()!));
        var repaired = await CommandAsync(chroma, "--repair");
        Assert.True(repaired.ExitCode == 0, $"{repaired.ExitCode}: {repaired.Out}{repaired.Error}");
        Assert.True(repaired.Json.GetProperty("repaired").GetInt64() >= 2, repaired.Out);
        var after = await CommandAsync(chroma);
        Assert.True(after.ExitCode == 0, $"{after.ExitCode}: {after.Out}{after.Error}");
    }

    public static TheoryData<ChromaBuild> Native => [.. Programme.Builds];

    // Each is waited for, from being sent to being synced. Audits follow one another for as long as it takes.
    private static async Task<double> SyncOneByOneAsync(RunningOracle host, int round, bool isAudited)
    {
        var (clock, audits) = (Stopwatch.StartNew(), 0);
        for (var i = 0; i < 10; i++)
        {
            if (isAudited)
            {
                using var begun = await host.Http.PostAsJsonAsync("/api/audit", new { });
                audits += begun.StatusCode == HttpStatusCode.Accepted ? 1 : 0;
            }

            using var answer = await host.Http.PostAsJsonAsync("/api/documents?waitFor=synced", Document($"way-{i}", (round * 2) + (isAudited ? 1 : 0)));
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        var took = clock.Elapsed.TotalMilliseconds;
        Assert.Equal(isAudited, audits > 0);
        await Eventually.Get(() => host.GetAsync("/api/audit"), static audit => audit.GetProperty("state").GetString() is not ("running" or "verifying"), LongDeadline);
        return took;
    }

    private Task<CommandResult> CommandAsync(ChromaServer chroma, params string[] more) =>
        OracleInProcess.RunAsync(["audit", "--json", "--data-dir", DataDir, .. more], chroma.Url);

    private static async Task SyncedAsync(RunningOracle host) => await Eventually.Get(
        () => host.HasExited ? throw new InvalidOperationException(host.Error) : host.GetAsync("/api/stats"),
        static stats => stats.GetProperty("sync") is var sync && sync.GetProperty("pending").GetInt64() + sync.GetProperty("failed").GetInt64() + sync.GetProperty("deleting").GetInt64() == 0,
        Deadline);

    private static async Task<JsonElement> AuditAsync(RunningOracle host, object? body)
    {
        using (var begun = body is null ? await host.Http.PostAsJsonAsync("/api/audit", new { }) : await host.Http.PostAsJsonAsync("/api/audit", body))
            Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        var audit = await Eventually.Get(
            () => host.HasExited ? throw new InvalidOperationException(host.Error) : host.GetAsync("/api/audit"),
            static audit => audit.GetProperty("state").GetString() is not ("running" or "verifying"), LongDeadline);
        Assert.True(audit.GetProperty("state").GetString() == "done", Words(audit));
        return audit;
    }

    /// <summary>Changes, adds and deletes documents of its own, one after the other.</summary>
    private static async Task<int> ChangeAsync(RunningOracle host, Random random, CancellationToken stop)
    {
        for (var change = 1; ; change++)
        {
            if (stop.IsCancellationRequested)
                return change - 1;
            if (random.Next(4) == 0)
                using (await host.Http.DeleteAsync($"/api/documents?id=busy-{random.Next(Busy)}", CancellationToken.None)) { }
            else
                await host.PostDocumentsAsync(Document(random.Next(3) == 0 ? $"new-{change}" : $"busy-{random.Next(Busy)}", change));
        }
    }

    private long Live() => (long)BothStores.Query(DataDir, "select count(*) from oracle_documents where deleted_at is null")[0][0]!;

    private static object Document(string id, int version = 0) => new { id, content = Texts.Of(id, version) };

    private static int Count(JsonElement audit, string kind) => audit.GetProperty(kind).GetInt32();

    private static long Found(JsonElement audit) =>
        AuditFaults.Kinds.Sum(kind => audit.GetProperty(kind).GetInt64());

    private static string Words(JsonElement audit) => string.Join(", ", audit.EnumerateObject().Where(field => field.Name != "samples").Select(field => $"{field.Name} {field.Value}"));
}
