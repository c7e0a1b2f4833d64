using Microsoft.Data.Sqlite;
using Oracle.Actors.Hosting;
using Oracle.Actors.Indexing;
using Oracle.Actors.Stats;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Documents.Syncing;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Hosting;

public sealed class OracleActorsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Journal => _folder["journal.db"];

    [Fact]
    public async Task A_document_goes_all_the_way_and_the_statistics_say_so()
    {
        await using var oracle = await HostedOracle.StartAsync(_folder.Path, Journal);
        var accepted = await oracle.AskAsync<ActorKeys.DocumentIndexer, AcceptResult>(
            new Indexer.IndexDocuments([new DocumentDraft("a", "A text."), new DocumentDraft("b", "Another.")]));
        Assert.Equal(["a", "b"], accepted.Accepted);
        await Eventually.True(() => oracle.Chroma.Records.Count == 2);

        var report = await Eventually.Get(
            () => oracle.AskAsync<ActorKeys.StatsActor, Statistics.Report>(Statistics.GetStatistics.Instance),
            report => report is { Store.Synced: 2, VectorCount: 2, Sync.IsConnected: true });
        Assert.Null(report.LastSweep);
    }

    [Fact]
    public async Task A_batch_in_flight_when_the_host_stops_is_finished_and_settled()
    {
        await using var oracle = await HostedOracle.StartAsync(_folder.Path, Journal);
        oracle.Chroma.Writes.Close();
        await oracle.AskAsync<ActorKeys.DocumentIndexer, AcceptResult>(new Indexer.IndexDocuments([new DocumentDraft("a", "A text.")]));
        await Eventually.True(() => oracle.Chroma.Writes.Held == 1);
        var stopped = oracle.StopAsync();
        await Task.WhenAny(stopped, Task.Delay(TimeSpan.FromMilliseconds(300)));
        oracle.Chroma.Writes.Open();
        await stopped;
        Assert.Equal(SyncStatus.Synced, (await oracle.Store.Documents.FindAsync("a"))!.Sync.Status);
    }

    [Fact]
    public async Task Runs_and_the_end_of_the_last_one_survive_a_restart_of_the_host()
    {
        await using (var oracle = await HostedOracle.StartAsync(_folder.Path, Journal))
        {
            await oracle.SweepAsync();
            await oracle.SweepAsync();
        }

        await using var again = await HostedOracle.StartAsync(_folder.Path, Journal);
        var history = await again.HistoryAsync();
        Assert.Equal(2, history.Runs.Count);
        Assert.Equal(history.Runs[0].FinishedAt, history.LastRun);
        Assert.True(history.Runs[0].StartedAt >= history.Runs[1].FinishedAt);
        var report = await again.AskAsync<ActorKeys.StatsActor, Statistics.Report>(Statistics.GetStatistics.Instance);
        Assert.Equal(history.LastRun, report.LastSweep);
        Assert.Equal(3, (await RunAndCountAsync(again)));
    }

    [Fact]
    public async Task A_journal_that_was_folded_into_a_snapshot_survives_a_restart_too()
    {
        await using (var oracle = await HostedOracle.StartAsync(_folder.Path, Journal))
        {
            for (var i = 0; i < 52; i++)
                await oracle.SweepAsync();
            // The newest deleted entry stays, marked as such: it keeps the number of the last one.
            await Eventually.Get(() => Read("select count(*) from journal where deleted = 0"), events => events is 2L);
            Assert.Equal(1L, Read("select count(*) from snapshot"));
        }

        await using var again = await HostedOracle.StartAsync(_folder.Path, Journal);
        Assert.Equal(20, (await again.HistoryAsync()).Runs.Count);
        await again.SweepAsync();
        Assert.Equal(53L, Read("select max(sequence_number) from journal"));
    }

    [Fact]
    public async Task Runs_are_written_under_their_manifest_and_not_under_the_name_of_a_class()
    {
        await using var oracle = await HostedOracle.StartAsync(_folder.Path, Journal);
        await oracle.SweepAsync();
        Assert.Equal("sweep-finished-1|4701", Read("select manifest || '|' || identifier from journal"));
    }

    [Fact]
    public async Task Without_its_journal_it_starts_with_an_empty_history_and_no_document_is_lost()
    {
        await using (var oracle = await HostedOracle.StartAsync(_folder.Path, Journal))
        {
            await oracle.AskAsync<ActorKeys.DocumentIndexer, AcceptResult>(new Indexer.IndexDocuments([new DocumentDraft("a", "A text.")]));
            await oracle.SweepAsync();
        }

        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(_folder.Path, "journal.db*"))
            File.Delete(file);
        await using var again = await HostedOracle.StartAsync(_folder.Path, Journal);
        Assert.Empty((await again.HistoryAsync()).Runs);
        await Eventually.True(() => again.Chroma.Records.ContainsKey("a"));
    }

    [Theory]
    [InlineData("a b #c {d} $e")]
    [InlineData("ไทย 'quoted' \"twice\"")]
    [InlineData("semi;colon=sign")]
    [InlineData("back\\slash")]
    public async Task A_journal_may_lie_at_any_path(string name)
    {
        var folder = Directory.CreateDirectory(_folder[name]).FullName;
        var journal = Path.Combine(folder, "journal.db");
        await using var oracle = await HostedOracle.StartAsync(folder, journal);
        await oracle.SweepAsync();
        Assert.True(File.Exists(journal));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private static async Task<int> RunAndCountAsync(HostedOracle oracle)
    {
        await oracle.SweepAsync();
        return (await oracle.HistoryAsync()).Runs.Count;
    }

    private object? Read(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Journal};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own words.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
