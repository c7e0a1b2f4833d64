using System.Text.Json;
using Oracle.Chaos.Tests.Kills;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Importing;

/// <summary>What Oracle V2 itself made, taken over by the real process.</summary>
public sealed class ImportTests(ChromaOfClass servers) : IClassFixture<ChromaOfClass>, IDisposable
{
    private const string Columns = "id, type, source_file, created_at, updated_at, indexed_at, origin, project, created_by";

    private readonly TempFolder _place = new();

    private string DataDir => _place["data"];

    public void Dispose() => _place.Dispose();

    [SkippableTheory]
    [InlineData("may", 136, 131, "formencoded hello")]
    [InlineData("july", 21, 21, "zebra quartz")]
    public async Task A_database_of_V2_s_is_taken_over_to_the_byte_synced_and_found(string name, int rows, int taken, string query)
    {
        var chroma = await servers.OfAsync(ChromaBuild.Compat);
        Directory.CreateDirectory(_place["old"]);
        var old = MadeV2.Sample(name, Path.Combine(_place["old"], "oracle.db"));
        var before = MadeV2.Bytes(_place["old"]);
        await using var host = await OracleProcess.ServeAsync(DataDir, chroma.Url, Collection());

        var first = await ImportAsync(chroma, old);
        Assert.Equal((rows, taken, rows - taken, 0), (Count(first, "rows"), Count(first, "taken"), Count(first, "merged"), Count(first, "leftOut")));
        var stats = await host.GetAsync("/api/stats");
        Assert.Equal((taken, taken), (Count(stats, "total"), Count(stats.GetProperty("sync"), "synced")));

        var there = Contents(old, $"select {Columns}, (select content from oracle_fts f where f.id = d.id order by rowid desc limit 1) from oracle_documents d");
        var here = Contents(Path.Combine(DataDir, "oracle.db"), $"select {Columns}, content from oracle_documents");
        Assert.Equal(taken, here.Count);
        Assert.All(here, document => Assert.Equal(there[document.Key], document.Value));
        Assert.Equal(0, (await host.GetAsync($"/api/search?q={Uri.EscapeDataString(query)}&limit=100")).GetProperty("results").EnumerateArray()
            .Count(hit => !here.ContainsKey(hit.GetProperty("id").GetString()!)));
        foreach (var mode in new[] { "fts", "vector" })
            Assert.NotEqual(0, (await host.GetAsync($"/api/search?q={Uri.EscapeDataString(query)}&mode={mode}")).GetProperty("results").GetArrayLength());

        var again = await ImportAsync(chroma, old);
        Assert.Equal((0, taken, rows - taken, 0), (Count(again, "taken"), Count(again, "unchanged"), Count(again, "merged"), Count(again, "leftOut")));
        Assert.Equal(here, Contents(Path.Combine(DataDir, "oracle.db"), $"select {Columns}, content from oracle_documents"));
        Assert.Equal(before, MadeV2.Bytes(_place["old"]));
    }

    [SkippableFact]
    public async Task An_import_that_was_killed_is_ended_by_the_next_one()
    {
        const int many = 4_000;
        var chroma = await servers.OfAsync(ChromaBuild.Compat);
        var old = MadeV2.Make(_place["old.db"], $"""
            with recursive n(i) as (select 1 union all select i + 1 from n where i < {many})
            insert into oracle_documents (id, type, source_file, concepts, created_at, updated_at, indexed_at) select 'd' || i, 'learning', '', '[]', i, i, i from n;
            insert into oracle_fts (id, content, concepts) select id, 'text of ' || id, '' from oracle_documents;
            """);
        int stored;
        await using (var killed = await OracleProcess.ServeAsync(DataDir, chroma.Url, Collection()))
        {
            var importing = OracleProcess.RunAsync(["import", "oracle-v2", old, "--no-wait", "--data-dir", DataDir], chroma.Url, Collection());
            await Eventually.Get(Stored, static count => count > 0, TimeSpan.FromSeconds(60));
            killed.Kill();
            Assert.Equal(1, (await importing).ExitCode);
            stored = Stored();
            Assert.InRange(stored, 1, many - 1);
        }

        await using var host = await OracleProcess.ServeAsync(DataDir, chroma.Url, Collection());
        var rest = await OracleProcess.RunAsync(["import", "oracle-v2", old, "--no-wait", "--json", "--data-dir", DataDir], chroma.Url, Collection());
        Assert.Equal((many - stored, stored), (Count(rest.Json, "taken"), Count(rest.Json, "unchanged")));
        Assert.Equal(many, Stored());
        Assert.Equal(Enumerable.Range(1, many).Select(i => $"text of d{i}").Order(StringComparer.Ordinal), Contents(Path.Combine(DataDir, "oracle.db"), "select id, content from oracle_documents").Values.Select(row => row.Split('|')[1]).Order(StringComparer.Ordinal));

        int Stored() => File.Exists(Path.Combine(DataDir, "oracle.db")) ? (int)(long)BothStores.Query(DataDir, "select count(*) from oracle_documents")[0][0]! : 0;
    }

    private async Task<JsonElement> ImportAsync(ChromaServer chroma, string old)
    {
        var run = await OracleProcess.RunAsync(["import", "oracle-v2", old, "--json", "--data-dir", DataDir], chroma.Url, Collection());
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Json;
    }

    private Dictionary<string, string?> Collection() => new() { ["ORACLE_COLLECTION"] = "import-" + Path.GetFileName(_place.Path) };

    private static int Count(JsonElement answer, string name) => answer.GetProperty(name).GetInt32();

    private static Dictionary<string, string> Contents(string database, string sql) => MadeV2.Read(
            database, sql, row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? "null" : row.GetString(i))))
        .ToDictionary(row => row.Split('|')[0], StringComparer.Ordinal);
}
