using System.Globalization;
using System.Text.RegularExpressions;
using Oracle.Actors.Auditing;
using Oracle.Actors.Hosting;
using Oracle.Actors.Reindexing;
using Oracle.Actors.Stats;
using Oracle.Documents;
using Oracle.Host.Tests.Http.Fakes;
using static Oracle.Host.Tests.Http.Fakes.Samples;

namespace Oracle.Host.Tests.Http;

public sealed partial class MetricsTests
{
    private static readonly StoreStatistics Store = new(
        Pending: 1, Synced: 20, Failed: 3, Quarantined: 2, Deleting: 4, ByType: new Dictionary<string, long>(), Concepts: 0, TopConcepts: [],
        LastIndexed: null, OldestPending: Noon.AddSeconds(-1.5), Answering: First);

    private static readonly Audit.Result Audited = new(
        Audit.State.Done, 23, 23, 1, 2, 3, 4, 5, new Dictionary<Audit.Drift, IReadOnlyList<string>>(), Noon, Noon.AddSeconds(9));

    [Fact]
    public async Task Every_figure_is_there_when_everybody_answers()
    {
        await using var host = await StubActors.StartAsync();
        host.On<ActorKeys.StatsActor>(_ => new Statistics.Report(Noon, Store, Noon, Sync(connected: true), VectorCount: 20))
            .On<ActorKeys.Reindexer>(_ => new Reindex.Status(Running, First, null, null))
            .On<ActorKeys.Auditor>(_ => new Audit.Status(null, Audited));

        var expected = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["oracle_documents{status=\"pending\"}"] = 1,
            ["oracle_documents{status=\"synced\"}"] = 20,
            ["oracle_documents{status=\"failed\"}"] = 3,
            ["oracle_documents_quarantined"] = 2,
            ["oracle_tombstones"] = 4,
            ["oracle_vector_records"] = 20,
            ["oracle_chroma_connected"] = 1,
            ["oracle_circuit_open"] = 0,
            ["oracle_sync_oldest_pending_seconds"] = 1.5,
            ["oracle_last_sweep_timestamp_seconds"] = Noon.ToUnixTimeSeconds(),
            ["oracle_generation"] = 1,
            ["oracle_reindex_running"] = 1,
            ["oracle_reindex_done"] = 3,
            ["oracle_reindex_total"] = 5,
            ["oracle_audit_drift{kind=\"missing\"}"] = 1,
            ["oracle_audit_drift{kind=\"stale\"}"] = 2,
            ["oracle_audit_drift{kind=\"orphan\"}"] = 3,
            ["oracle_audit_drift{kind=\"unretrievable\"}"] = 4,
            ["oracle_audit_repaired"] = 5,
            ["oracle_audit_last_timestamp_seconds"] = Noon.ToUnixTimeSeconds() + 9,
        };
        Assert.Equal(expected.OrderBy(x => x.Key, StringComparer.Ordinal), (await ScrapeAsync(host)).OrderBy(x => x.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_scrapes_do_not_add_up_and_what_Chroma_no_longer_says_is_absent()
    {
        await using var host = await StubActors.StartAsync();
        var (connected, count) = (true, (long?)20);
        host.On<ActorKeys.StatsActor>(_ => new Statistics.Report(Noon, Store, null, Sync(connected), count))
            .On<ActorKeys.Reindexer>(_ => new Reindex.Status(null, First, null, null))
            .On<ActorKeys.Auditor>(_ => new Audit.Status(null, null));
        await ScrapeAsync(host);
        (connected, count) = (false, null);

        var figures = await ScrapeAsync(host);

        Assert.Equal((20, 0, 1, 0), (
            figures["oracle_documents{status=\"synced\"}"], figures["oracle_chroma_connected"], figures["oracle_circuit_open"], figures["oracle_reindex_running"]));
        Assert.DoesNotContain("oracle_vector_records", figures.Keys);
        Assert.DoesNotContain("oracle_last_sweep_timestamp_seconds", figures.Keys);
        Assert.DoesNotContain(figures.Keys, name => name.StartsWith("oracle_audit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Actors_that_are_not_there_or_do_not_answer_take_only_their_own_figures_away()
    {
        await using var host = await StubActors.StartAsync(withAuditor: false);
        host.On<ActorKeys.StatsActor>(_ => new Statistics.Report(Noon, Store, Noon, Sync: null, VectorCount: null));

        var figures = await ScrapeAsync(host);

        Assert.Equal(3, figures["oracle_documents{status=\"failed\"}"]);
        Assert.DoesNotContain("oracle_circuit_open", figures.Keys);
        Assert.DoesNotContain(figures.Keys, name => name.StartsWith("oracle_reindex", StringComparison.Ordinal) || name.StartsWith("oracle_audit", StringComparison.Ordinal));
    }

    /// <summary>Reads the text format; every line must be a comment or a figure, and every figure must have been announced as a gauge.</summary>
    private static async Task<Dictionary<string, double>> ScrapeAsync(StubActors host)
    {
        using var response = await host.Http.GetAsync("/metrics");
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var (gauges, figures) = (new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, double>(StringComparer.Ordinal));
        foreach (var line in (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
                Assert.True(line.EndsWith(" gauge", StringComparison.Ordinal) && gauges.Add(line.Split(' ')[2]), line);
            if (line[0] == '#')
                continue;
            var figure = Figure().Match(line);
            Assert.True(figure.Success && gauges.Contains(figure.Groups["name"].Value), line);
            figures.Add(figure.Groups["name"].Value + figure.Groups["labels"].Value, double.Parse(figure.Groups["value"].Value, CultureInfo.InvariantCulture));
        }

        return figures;
    }

    [GeneratedRegex("""^(?<name>oracle_[a-z_]+)(?<labels>\{[a-z]+="[a-z]+"\})? (?<value>-?[0-9.e+]+)$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Figure();
}
