using System.Net.Http.Json;
using Microsoft.Data.Sqlite;
using Oracle.Chaos.Tests.Importing;
using Oracle.Chaos.Tests.Kills.SystemCalls;
using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.Kills;

/// <summary>
/// <c>kill -9</c> of the host at each point of an import that has a name. What is stored then is batches as a whole, and the next import
/// stores the rest: all that is in the old database, once and to the byte.
/// </summary>
public sealed class ImportPointTests(ChromaOfClass servers, ITestOutputHelper output) : IClassFixture<ChromaOfClass>, IDisposable
{
    private const string Log = "oracle.db-wal";
    private const string Copy = "importing/oracle-v2.db";
    private const string Columns = "id, type, source_file, created_at, updated_at, indexed_at, origin, project, created_by";
    // Of the sample: its documents, and how many of them are a batch.
    private const int All = 131;
    private const int Batch = 100;
    // Writes to the log; a batch takes many more.
    private const int Some = 10;

    private readonly TempFolder _place = new();

    /// <summary>Where the host is killed.</summary>
    public enum Point
    {
        HalfCopied,
        BeforeTheFirstBatch,
        WithinTheFirstBatch,
        FirstBatchNotForced,
        BetweenTheBatches,
        WithinTheLastBatch,
        NotAnswered,
    }

    // How many documents are stored then. A transaction that is written and not forced is none yet, and survives the host, not the machine.
    public static TheoryData<Point, int> Points => new()
    {
        { Point.HalfCopied, 0 },
        { Point.BeforeTheFirstBatch, 0 },
        { Point.WithinTheFirstBatch, 0 },
        { Point.FirstBatchNotForced, Batch },
        { Point.BetweenTheBatches, Batch },
        { Point.WithinTheLastBatch, Batch },
        { Point.NotAnswered, All },
    };

    public void Dispose() => _place.Dispose();

    [SkippableTheory, MemberData(nameof(Points))]
    public async Task Killed_while_it_imports_a_host_keeps_whole_batches_and_the_next_import_ends_it(Point point, int stored)
    {
        KillPoint.RequireTracing();
        await using var world = new World(await servers.OfAsync(ChromaBuilds.Native), output, isProxied: true);
        var old = MadeV2.Sample("may", _place["oracle.db"]);
        var there = Contents(old, $"select {Columns}, (select content from oracle_fts f where f.id = d.id order by rowid desc limit 1) from oracle_documents d");
        await world.StartAsync();
        // As Oracle V2 leaves it while it runs: with a log, so that it is copied.
        using (Running(old))
        using (new HeldUpserts(world.Proxy!))
        {
            world.Host.AskAsOwner(world.DataDir);
            var killed = await KillPoint.WatchAsync(world.Host, Way(point, () => Stored(world).Count));
            var importing = world.Host.Http.PostAsJsonAsync("/api/import", new { path = old });
            await killed;
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => importing);
            world.KillHost();
            AssertStored(stored);
        }

        await world.StartAsync();
        Assert.False(Directory.Exists(Path.Combine(world.DataDir, "importing")), "The copy of the old database is still there.");
        foreach (var taken in new[] { All - stored, 0 })
        {
            var run = await OracleProcess.RunAsync(["import", "oracle-v2", old, "--no-wait", "--json", "--data-dir", world.DataDir], world.ChromaForHost);
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Equal((taken, All - taken), (run.Json.GetProperty("taken").GetInt32(), run.Json.GetProperty("unchanged").GetInt32()));
            AssertStored(All);
        }

        world.Faulted();
        await world.CheckAsync();
        world.Report($"A kill at {point}");

        void AssertStored(int count)
        {
            var here = Stored(world);
            Assert.Equal(count, here.Count);
            Assert.All(here, document => Assert.Equal(there[document.Key], document.Value));
        }
    }

    private static Func<SystemCall, Fate> Way(Point point, Func<int> stored)
    {
        var (copied, written, lastWritten) = (0, 0, 0);
        return call =>
        {
            copied += call.Writes(Copy) ? 1 : 0;
            // Before the copy the host may have something else to write.
            written += copied > 0 && call.Writes(Log) ? 1 : 0;
            return IsReached(call) ? Fate.Killed : Fate.GoesOn;
        };

        // What is stored is asked for only where something is written to the log.
        bool IsReached(SystemCall call) => point switch
        {
            Point.HalfCopied => copied > 1,
            Point.BeforeTheFirstBatch => written > 0,
            Point.WithinTheFirstBatch => written > Some,
            // The log's own head may be forced before.
            Point.FirstBatchNotForced => written > Some && call.Forces(Log),
            Point.BetweenTheBatches => call.Writes(Log) && stored() == Batch,
            Point.WithinTheLastBatch => call.Writes(Log) && stored() == Batch && ++lastWritten > Some,
            Point.NotAnswered => call.Answers("HTTP/1.1 200"),
            _ => throw new ArgumentOutOfRangeException(nameof(point), point, null),
        };
    }

    private static SqliteConnection Running(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        MadeV2.Run(connection, "pragma journal_mode = wal; pragma wal_autocheckpoint = 0; create table is_running (id integer)");
        return connection;
    }

    private static Dictionary<string, string> Stored(World world) => Contents(Path.Combine(world.DataDir, "oracle.db"), $"select {Columns}, content from oracle_documents");

    private static Dictionary<string, string> Contents(string database, string sql) => MadeV2.Read(
            database, sql, row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? "null" : row.GetString(i))))
        .ToDictionary(row => row.Split('|')[0], StringComparer.Ordinal);
}
