using System.Text.Json;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Importing;

/// <summary>Databases by V2's schema, each with one oddity that V2's versions and faults left in some; and files that are none.</summary>
public sealed class OddityTests : IDisposable
{
    private readonly TempFolder _place = new();

    private string DataDir => _place["data"];

    public void Dispose() => _place.Dispose();

    [SkippableFact]
    public async Task Each_oddity_is_stood_and_told()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);

        // Several texts of one document.
        var answer = await ImportAsync(chroma, MadeV2.Row("twice", "older text") + MadeV2.Text("twice", "later text"));
        Assert.Equal((1, 1), (Count(answer, "taken"), Count(answer, "olderTexts")));
        Assert.Equal("later text", (await DocumentAsync(host, "twice")).GetProperty("content").GetString());

        // Documents without a text, one of them deleted, and a text without a document.
        answer = await ImportAsync(chroma, MadeV2.Row("untold", "x") + MadeV2.Row("gone", "x") + MadeV2.Text("orphan", "text") + "delete from oracle_fts where id in ('untold', 'gone'); update oracle_documents set superseded_at = 5 where id = 'gone';");
        Assert.Equal((0, 3, 3), (Count(answer, "taken"), Count(answer, "leftOut"), Count(answer, "rows")));
        Assert.Equal(["gone", "orphan", "untold"], Samples(answer, "leftOutBecause").Order(StringComparer.Ordinal));

        // A database from before the later columns.
        answer = await ImportAsync(chroma, MadeV2.Row("first", "text of the first"), isFirst: true);
        Assert.Equal(1, Count(answer, "taken"));
        Assert.Equal(1000, (await DocumentAsync(host, "first")).GetProperty("created_at").GetDateTimeOffset().ToUnixTimeMilliseconds());

        // Concepts that are no JSON, and the bracket that is none.
        await ImportAsync(chroma, MadeV2.Row("comma", "text", "git, api") + MadeV2.Row("bracket", "text", """["oracle","["]"""));
        Assert.Equal(["git", "api"], Strings(await DocumentAsync(host, "comma"), "concepts"));
        Assert.Equal(["oracle"], Strings(await DocumentAsync(host, "bracket"), "concepts"));

        // Superseded, at a time that is text: kept, and not found.
        answer = await ImportAsync(chroma, MadeV2.Row("past", "quokka of the past") + MadeV2.Row("present", "quokka of the present") + "update oracle_documents set superseded_by = 'present', superseded_at = '2026-03-01T12:00:00.000Z', superseded_reason = 'newer' where id = 'past';");
        Assert.Equal((2, 1), (Count(answer, "taken"), Count(answer, "superseded")));
        Assert.Equal([["present", 1772366400000L, "newer"]], BothStores.Query(DataDir, "select superseded_by, superseded_at, superseded_reason from oracle_documents where id = 'past'"));
        foreach (var mode in new[] { "fts", "vector" })
            Assert.Equal(["present"], (await host.GetAsync($"/api/search?q=quokka&mode={mode}")).GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("id").GetString()));

        // A project in mixed case, and whoever made it.
        await ImportAsync(chroma, MadeV2.Row("mixed", "text of mixed") + "update oracle_documents set project = 'github.com/Acme/Widget', created_by = 'import-obsidian', origin = 'human';");
        var mixed = await DocumentAsync(host, "mixed");
        Assert.Equal(("github.com/acme/widget", "import-obsidian"), (mixed.GetProperty("project").GetString(), mixed.GetProperty("created_by").GetString()));

        // Chunks, the first id that has them in no order.
        answer = await ImportAsync(chroma, MadeV2.Row("long__chunk_1", "second part") + MadeV2.Row("long__chunk_0", "first part"));
        Assert.Equal((1, 1), (Count(answer, "taken"), Count(answer, "merged")));
        Assert.Equal("first part\n\nsecond part", (await DocumentAsync(host, "long")).GetProperty("content").GetString());

        // What no document may be is told by its rule.
        answer = await ImportAsync(chroma, MadeV2.Row("empty", "") + MadeV2.Row("line\nbreak", "text") + MadeV2.Row("whole", "text of whole"));
        Assert.Equal((1, 2), (Count(answer, "taken"), Count(answer, "leftOut")));

        // A log that is not worked in yet, of a V2 that runs.
        Directory.CreateDirectory(_place["running"]);
        var path = Path.Combine(_place["running"], "oracle.db");
        using (MadeV2.Open(path, MadeV2.Row("logged", "text in the log"), isWriteAhead: true))
        {
            var before = MadeV2.Bytes(_place["running"]);
            Assert.Contains(before, file => file.Contains("oracle.db-wal ", StringComparison.Ordinal));
            var run = await RunAsync(chroma, path);
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Equal(before, MadeV2.Bytes(_place["running"]));
        }

        Assert.Equal("text in the log", (await DocumentAsync(host, "logged")).GetProperty("content").GetString());
        Assert.False(Directory.Exists(Path.Combine(DataDir, "importing")));
        await StoresAgree.WithinAsync(DataDir, chroma.Url);
    }

    [SkippableFact]
    public async Task A_note_that_was_imported_and_is_then_indexed_is_there_once_in_whichever_order()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        const string learned = "ψ/memory/learnings/2026-03-01_wombats-dig.md", plain = "ψ/memory/learnings/plain.md", gone = "ψ/memory/learnings/2026-03-02_gone.md";
        Note(learned, "---\ntitle: Wombats dig\ntags: []\ncreated: 2026-03-01\nsource: Oracle Learn\n---\n\n# Wombats dig\n\nWombats dig wombatholes.\n");
        Note(plain, "# Plain\n\nA plain wombatnote.\n");
        var rows = MadeV2.Row("learning_2026-03-01_wombats-dig", "Wombats dig wombatholes.", file: learned) + MadeV2.Row("learning_ψ/memory/learnings/2026-03-01_wombats-dig_0", "Wombats dig - ---: wombatholes", file: learned)
            + MadeV2.Row("learning_plain_0", "A plain wombatnote of old.", file: plain) + MadeV2.Row("learning_2026-03-02_gone", "A wombatnote whose file is gone.", file: gone)
            + "update oracle_documents set created_by = iif(id like 'learning_2026%', 'arra_learn', 'indexer');";
        var old = MadeV2.Make(_place["old.db"], rows);

        var imported = await RunAsync(chroma, old);
        Assert.Equal((3, 1), (Count(imported.Json, "taken"), Count(imported.Json, "merged")));
        var indexed = await OracleInProcess.RunAsync(["index", _place["vault"], "--data-dir", DataDir], chroma.Url);
        Assert.True(indexed.ExitCode == 0, indexed.Error);
        await OnceEachAsync();

        // And once more: what the files say counts.
        var again = await RunAsync(chroma, old);
        Assert.Equal((0, 1, 2), (Count(again.Json, "taken"), Count(again.Json, "unchanged"), Count(again.Json, "leftOut")));
        await OnceEachAsync();

        async Task OnceEachAsync()
        {
            Assert.Equal([learned, plain, gone], BothStores.Query(DataDir, "select source_file from oracle_documents where deleted_at is null").Select(row => (string)row[0]!).OrderBy(file => file == gone).ThenBy(file => file == plain));
            Assert.Equal(3, (await host.GetAsync("/api/stats")).GetProperty("total").GetInt32());
            await StoresAgree.WithinAsync(DataDir, chroma.Url);
        }
    }

    [SkippableFact]
    public async Task What_was_deleted_here_stays_so_and_of_two_databases_the_newer_row_does()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        const string learned = "---\ntitle: Quolls hunt\ntags: []\ncreated: 2026-03-01\nsource: Oracle Learn\n---\n\nAt night.\n";
        var may = MadeV2.Make(_place["may.db"], MadeV2.Row("a", "of May") + MadeV2.Row("b", learned));
        var july = MadeV2.Make(_place["july.db"], MadeV2.Row("a", "of July") + "update oracle_documents set updated_at = 9000;");

        Assert.Equal((2, 0), Taken(await RunAsync(chroma, may)));
        var said = await OracleInProcess.RunAsync(["import", "oracle-v2", july, "--data-dir", DataDir], chroma.Url);
        Assert.Contains("1, of which 1 came in place of an older text", said.Out, StringComparison.Ordinal);
        var back = await RunAsync(chroma, may);
        Assert.Equal((0, 0), Taken(back));
        Assert.Contains("older than what is here", Assert.Single(Reasons(back)), StringComparison.Ordinal);
        Assert.Equal("of July", (await DocumentAsync(host, "a")).GetProperty("content").GetString());
        var b = await DocumentAsync(host, "b");
        Assert.Equal(("Quolls hunt", learned), (b.GetProperty("title").GetString(), b.GetProperty("content").GetString()));

        Assert.Equal(0, (await OracleInProcess.RunAsync(["delete", "a", "--data-dir", DataDir], chroma.Url)).ExitCode);
        await StoresAgree.WithinAsync(DataDir, chroma.Url);
        foreach (var path in new[] { may, july })
        {
            var again = await RunAsync(chroma, path);
            Assert.Equal((0, 0), Taken(again));
            Assert.Contains("was deleted here", Assert.Single(Reasons(again)), StringComparison.Ordinal);
        }

        Assert.Empty(BothStores.Query(DataDir, "select id from oracle_documents where id = 'a'"));

        static (int, int) Taken(CommandResult run) => (Count(run.Json, "taken"), Count(run.Json, "replaced"));

        static IEnumerable<string> Reasons(CommandResult run) => run.Json.GetProperty("leftOutBecause").EnumerateArray().Select(reason => reason.GetProperty("why").GetString()!);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_note_that_names_no_project_has_that_of_its_old_row(bool isImportedFirst)
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        const string file = "ψ/memory/learnings/2026-03-01_wombats-dig.md", id = "learning_2026-03-01_wombats-dig";
        Note(file, Text("Wombats dig wombatholes."));
        var old = MadeV2.Make(_place["old.db"], MadeV2.Row(id, "Wombats dig.", file: file) + "update oracle_documents set created_by = 'arra_learn', project = 'github.com/acme/widget';");

        if (isImportedFirst)
            await RunAsync(chroma, old);
        await IndexAsync();
        if (!isImportedFirst)
            Assert.Equal(1, Count((await RunAsync(chroma, old)).Json, "projectGiven"));
        await HasProjectAsync("wombatholes");
        Note(file, Text("Wombats dig deep wombattunnels."));
        await IndexAsync();
        await HasProjectAsync("wombattunnels");
        await StoresAgree.WithinAsync(DataDir, chroma.Url);

        async Task IndexAsync()
        {
            var run = await OracleInProcess.RunAsync(["index", _place["vault"], "--data-dir", DataDir], chroma.Url);
            Assert.True(run.ExitCode == 0, run.Error);
        }

        async Task HasProjectAsync(string word)
        {
            var document = await DocumentAsync(host, id);
            Assert.Contains(word, document.GetProperty("content").GetString(), StringComparison.Ordinal);
            Assert.Equal("github.com/acme/widget", document.GetProperty("project").GetString());
        }

        static string Text(string body) => $"---\ntitle: Wombats dig\ntags: []\ncreated: 2026-03-01\nsource: Oracle Learn\n---\n\n{body}\n";
    }

    [SkippableFact]
    public async Task What_is_no_database_of_V2_s_is_named_and_left_as_it_is()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        await using var host = await OracleInProcess.ServeAsync(DataDir, chroma.Url);
        Directory.CreateDirectory(_place["old"]);
        File.WriteAllText(Old("text.db"), "this is no database, and longer than the head of one would be");
        File.WriteAllBytes(Old("empty.db"), []);
        using (var other = MadeV2.Open(Old("other.db"), ""))
            MadeV2.Run(other, "drop table __drizzle_migrations");
        var whole = File.ReadAllBytes(MadeV2.Sample("july", Old("july.db")));
        File.WriteAllBytes(Old("half.db"), whole[..(whole.Length / 2)]);
        using var locking = MadeV2.Open(Old("locked.db"), MadeV2.Row("a", "text"));
        MadeV2.Run(locking, "begin exclusive");
        var before = MadeV2.Bytes(_place["old"]);

        foreach (var (name, says) in new[] { ("text.db", "no SQLite"), ("empty.db", "no SQLite"), ("other.db", "no database of Oracle V2"), ("half.db", "damaged"), ("locked.db", "locked"), ("missing.db", "does not exist"), ("", "folder") })
        {
            var run = await RunAsync(chroma, Old(name));
            Assert.True(run.ExitCode == 2, $"{name}: {run.ExitCode} {run.Error}");
            Assert.Contains(Old(name), run.Error, StringComparison.Ordinal);
            Assert.Contains(says, run.Error, StringComparison.Ordinal);
        }

        var own = await RunAsync(chroma, Path.Combine(DataDir, "oracle.db"));
        Assert.Equal(2, own.ExitCode);
        Assert.Equal(0, (await host.GetAsync("/api/stats")).GetProperty("total").GetInt32());
        Assert.Equal(before, MadeV2.Bytes(_place["old"]));

        string Old(string name) => name.Length == 0 ? _place["old"] : Path.Combine(_place["old"], name);
    }

    private async Task<JsonElement> ImportAsync(ChromaServer chroma, string rows, bool isFirst = false)
    {
        var run = await RunAsync(chroma, MadeV2.Make(_place[$"{Guid.NewGuid():N}.db"], rows, isFirst));
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Json;
    }

    private Task<CommandResult> RunAsync(ChromaServer chroma, string path) =>
        OracleInProcess.RunAsync(["import", "oracle-v2", path, "--json", "--data-dir", DataDir], chroma.Url);

    private void Note(string relative, string text)
    {
        var path = Path.Combine(_place["vault"], relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static Task<JsonElement> DocumentAsync(RunningOracle host, string id) => host.GetAsync($"/api/documents?id={Uri.EscapeDataString(id)}");

    private static int Count(JsonElement answer, string name) => answer.GetProperty(name).GetInt32();

    private static IEnumerable<string> Strings(JsonElement answer, string name) => answer.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);

    private static IEnumerable<string> Samples(JsonElement answer, string name) => answer.GetProperty(name).EnumerateArray()
        .SelectMany(reason => reason.GetProperty("samples").EnumerateArray()).Select(sample => sample.GetProperty("id").GetString()!);
}
