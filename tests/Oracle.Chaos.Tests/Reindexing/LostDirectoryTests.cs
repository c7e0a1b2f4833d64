using System.Diagnostics;
using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.Reindexing;

/// <summary>Chroma's whole data directory is removed while the host runs, and Chroma with it or not.</summary>
public sealed class LostDirectoryTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Rounds = LongRun.IsOn ? 5 : 1;
    private static readonly int Count = LongRun.IsOn ? 5_000 : 400;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TempFolder _folder = new();

    public static TheoryData<string, bool> Removals => LongRun.IsOn
        ? new() { { "data", false }, { "data", true }, { "", false }, { "", true } }
        : new() { { "data", false }, { "", true } };

    private string DataDir => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, MemberData(nameof(ChromaBuilds.NativeUnlessLong), MemberType = typeof(ChromaBuilds))]
    public async Task Everything_is_back_when_Chroma_is_started_again_and_no_text_is_embedded_twice(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await CountingHost.StartAsync(DataDir, chroma.Url);
        await host.PostAsync(ReindexTests.Ids("doc", Count));
        await BackAsync(chroma.Url);
        var figures = new Figures();
        for (var round = 1; round <= Rounds; round++)
        {
            var lost = Uuid;
            chroma.Kill();
            Directory.Delete(chroma.DataPath, recursive: true);
            await chroma.RestartAsync();
            var back = await BackAsync(chroma.Url, lost);
            figures.Add(back, await PlainLoad.OfAsync(chroma.Url));
        }

        Assert.Equal(Count, host.Embedded);
        output.WriteLine($"{build}: {Count} documents back after Chroma was started: {figures}");
    }

    // Chroma answers every question from files that have no name any more, and refuses every write.
    [SkippableTheory, MemberData(nameof(ChromaBuilds.NativeUnlessLong), MemberType = typeof(ChromaBuilds))]
    public async Task What_was_written_while_Chroma_went_on_without_its_directory_is_there_once_it_is_started_again(ChromaBuild build)
    {
        var ids = ReindexTests.Ids("doc", 400);
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await CountingHost.StartAsync(DataDir, chroma.Url);
        await host.PostAsync(ids);
        await BackAsync(chroma.Url);

        var lost = Uuid;
        Directory.Delete(chroma.DataPath, recursive: true);
        await host.PostAsync(ids.Take(20), version: 1);
        await host.PostAsync(ReindexTests.Ids("new", 20));
        foreach (var id in ids.TakeLast(20))
            using (await host.Http.DeleteAsync($"/api/documents?id={id}")) { }
        await Eventually.Get(
            () => BothStores.Query(DataDir, "select id, sync_error from oracle_documents where sync_status = 'failed'"), static failed => failed.Count > 0, TimeSpan.FromMinutes(1));
        Assert.Empty(BothStores.Query(DataDir, "select id from oracle_documents where sync_status = 'synced' and revision > 400"));

        await chroma.RestartAsync();
        await BackAsync(chroma.Url, lost);
        Assert.Empty(BothStores.Query(DataDir, "select id from oracle_documents where quarantined_at is not null"));
        Assert.Equal(ids.Count + 20 + 20, host.Embedded);
    }

    // All of it with the server's log and record, or the data alone; the server goes on, or is killed too.
    [SkippableTheory, MemberData(nameof(Removals))]
    public async Task Everything_is_back_by_itself_when_the_server_is_under_the_hosts_care(string what, bool isKilled)
    {
        await using (var first = await OracleProcess.ServeAsync(DataDir, chroma: null))
        {
            foreach (var some in ReindexTests.Ids("doc", Count).Chunk(500))
                await first.PostDocumentsAsync(some.Select(id => (object)new { id, content = Searchers.Text(id) }));
            await BackAsync(Testing.ManagedChroma.UrlOf(DataDir));
        }

        ComputedVectors.Count(DataDir);
        var figures = new Figures();
        for (var round = 1; round <= Rounds; round++)
        {
            // A host of its own for each: one that loses its server again and again starts it less and less readily.
            await using var host = await OracleProcess.ServeAsync(DataDir, chroma: null);
            var (uuid, pid, url) = (Uuid, Testing.ManagedChroma.PidOf(DataDir), Testing.ManagedChroma.UrlOf(DataDir));
            await StoresAgree.WithinAsync(DataDir, url, deadline: Patience);
            Directory.Delete(Path.Combine(DataDir, "chroma", what), recursive: true);
            if (isKilled)
                Signals.Send(pid, "KILL");
            var back = await BackAsync(url, uuid);
            Assert.NotEqual(pid, Testing.ManagedChroma.PidOf(DataDir));
            figures.Add(back, await PlainLoad.OfAsync(url));
            await HonestStats.AssertAsync(host, DataDir);
        }

        Assert.Equal((0, 0), ComputedVectors.Of(DataDir, "hash-384-v1"));
        output.WriteLine($"chroma/{what} removed{(isKilled ? ", server killed" : "")}: {Count} documents back with nobody's help: {figures}");
    }

    private string Uuid => (string)BothStores.Query(DataDir, "select uuid from oracle_collections where state = 'answering'").Single()[0]!;

    /// <summary>How long until every document is confirmed by a collection other than the lost one; both stores agree then.</summary>
    private async Task<TimeSpan> BackAsync(Uri chroma, string lost = "")
    {
        var clock = Stopwatch.StartNew();
        await Eventually.Get(
            () => BothStores.Query(DataDir,
                $"""
                select (select count(*) from oracle_documents where sync_status <> 'synced'), sync_error from oracle_documents
                where sync_status <> 'synced' or not exists (
                    select 1 from oracle_collections where state = 'answering' and uuid not in ('', '{lost}')) limit 1
                """) is [var row] ? $"{row[0]} documents are not synced; {row[1]}" : "",
            static missing => missing == "", Patience);
        var took = clock.Elapsed;
        await StoresAgree.WithinAsync(DataDir, chroma, deadline: Patience);
        return took;
    }
}
