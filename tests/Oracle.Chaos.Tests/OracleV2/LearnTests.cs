using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.OracleV2;

/// <summary>A note that is learned is a file and a document, now and at every later indexing, whatever happens between the two.</summary>
public sealed class LearnTests(V2Host v2) : IClassFixture<V2Host>
{
    private static readonly string Today = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Folder(string root) => Path.Combine(root, "ψ", "memory", "learnings");

    [SkippableFact]
    public async Task What_is_learned_is_a_file_of_Oracle_V2s_form_and_the_same_document_after_the_next_indexing()
    {
        var (status, learned) = await v2.SendAsync(HttpMethod.Post, "/api/learn",
            """{"pattern":"Keep One Writer!\n\n## Why\nTwo writers lock each other out.","concepts":["sqlite","Locks"],"source":"a talk","project":"Own/Repo"}""");

        Assert.Equal((200, true), (status, learned.GetProperty("success").GetBoolean()));
        var name = $"{Today}_keep-one-writer-why-two-writers-lock-each-oth";
        Assert.Equal(($"learning_{name}", $"ψ/memory/learnings/{name}.md"), (Text(learned, "id"), Text(learned, "file")));
        Assert.Equal(
            $"---\ntitle: Keep One Writer!\ntags: [sqlite, Locks]\ncreated: {Today}\nsource: a talk\nproject: own/repo\n---\n\n# Keep One Writer!\n\n"
            + "Keep One Writer!\n\n## Why\nTwo writers lock each other out.\n\n---\n*Added via Oracle Learn*\n",
            File.ReadAllText(Path.Combine(Folder(v2.Vault), name + ".md")));
        // As open to others as the folder that it lies in, though the host makes its own files for nobody else.
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows())
            Assert.Equal(File.GetUnixFileMode(v2.Vault) & Others, File.GetUnixFileMode(Path.Combine(Folder(v2.Vault), name + ".md")) & Others);
        var before = await DocumentAsync(Text(learned, "id"));
        Assert.DoesNotContain("created:", Text(before, "content"), StringComparison.Ordinal);
        // As it was given, in lower case: a search for this very name finds it.
        Assert.Equal("own/repo", Text(before, "project"));

        var again = await OracleProcess.RunAsync(["index", v2.Vault, "--data-dir", v2.DataDir, "--json"], v2.ChromaUrl);

        Assert.Equal((0, 0), (again.ExitCode, again.Json.GetProperty("accepted").GetInt32()));
        Assert.Equal(before.GetProperty("revision").GetInt64(), (await DocumentAsync(Text(learned, "id"))).GetProperty("revision").GetInt64());
        var (_, whole) = await v2.GetAsync("/api/read?file=" + Uri.EscapeDataString(Text(learned, "file")));
        Assert.StartsWith("---\ntitle: Keep One Writer!", Text(whole, "content"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_second_note_of_a_day_with_the_same_beginning_gets_a_number_in_any_script()
    {
        var files = new List<string>();
        for (var i = 0; i < 3; i++)
            files.Add(Text((await v2.SendAsync(HttpMethod.Post, "/api/learn", """{"pattern":"เก็บสองที่ให้ตรงกันเสมอ"}""")).Body, "file"));

        Assert.Equal([.. new[] { "", "-2", "-3" }.Select(number => $"ψ/memory/learnings/{Today}_เก็บสองที่ให้ตรงกันเสมอ{number}.md")], files);
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(v2.Vault, file))));
    }

    [SkippableFact]
    public async Task What_is_not_given_is_as_in_Oracle_V2_and_concepts_may_be_one_text()
    {
        var (status, learned) = await v2.SendAsync(HttpMethod.Post, "/api/learn",
            """{"pattern":"Plain words","concepts":"one, Two","origin":"human","cwd":"/home/me/Code/github.com/Own/Repo/src"}""");

        Assert.Equal((200, $$"""{"success":true,"file":"ψ/memory/learnings/{{Today}}_plain-words.md","id":"learning_{{Today}}_plain-words"}"""), (status, learned.GetRawText()));
        Assert.Contains("\ntags: [one, Two]\n", File.ReadAllText(Path.Combine(v2.Vault, Text(learned, "file"))), StringComparison.Ordinal);
        Assert.Contains("\nsource: Oracle Learn\n", File.ReadAllText(Path.Combine(v2.Vault, Text(learned, "file"))), StringComparison.Ordinal);
        Assert.Equal("github.com/own/repo", Text(await DocumentAsync(Text(learned, "id")), "project"));
    }

    [SkippableFact]
    public async Task A_form_is_refused_for_whatever_changes_something_is_asked_for_in_JSON()
    {
        using var form = new FormUrlEncodedContent([new("pattern", "From a form")]);
        using var answer = await v2.Host.Http.PostAsync("/api/learn", form);

        Assert.Equal(415, (int)answer.StatusCode);
        Assert.Equal("Content-Type: expected application/json.", Text(await answer.Content.ReadFromJsonAsync<JsonElement>(), "error"));
    }

    [SkippableTheory]
    [InlineData("""{"source":"x"}""", 400, "pattern")]
    [InlineData("""{"pattern":"  "}""", 400, "pattern")]
    [InlineData("""{"pattern":7}""", 400, "pattern")]
    [InlineData("""{"pattern":"a","concepts":{}}""", 400, "concepts")]
    [InlineData("""{"pattern":"a","concepts":["b","c\u0000"]}""", 400, "concepts[1]")]
    [InlineData("""{"pattern":""", 400, "JSON")]
    [InlineData("""[1]""", 400, "object")]
    public async Task A_wrong_field_is_named(string body, int status, string named)
    {
        var (answered, problem) = await v2.SendAsync(HttpMethod.Post, "/api/learn", body);

        Assert.Equal(status, answered);
        Assert.Contains(named, Text(problem, "error"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Killed_at_any_moment_a_learning_is_whole_once_or_not_there()
    {
        using var folder = new TempFolder();
        var (data, ids) = (folder["data"], new HashSet<string>(StringComparer.Ordinal));
        for (var round = 0; round < 4; round++)
        {
            await using (var host = await OracleProcess.ServeAsync(data, v2.ChromaUrl, SettingsFor("killed")))
            {
                var acknowledged = new List<string>();
                var learning = Task.Run(async () =>
                {
                    try
                    {
                        for (var i = 0; ; i++)
                        {
                            using var response = await host.Http.PostAsJsonAsync("/api/learn", new { pattern = $"Round {round} note {i}" });
                            if (response.IsSuccessStatusCode)
                                acknowledged.Add(Text(await response.Content.ReadFromJsonAsync<JsonElement>(), "id"));
                        }
                    }
                    catch (Exception e) when (e is HttpRequestException or IOException)
                    {
                        // The host is killed.
                    }
                });
                await Eventually.True(() => acknowledged.Count > round);
                host.Kill();
                await learning;
                ids.UnionWith(acknowledged);
            }
        }

        await using var last = await OracleProcess.ServeAsync(data, v2.ChromaUrl, SettingsFor("killed"));
        await Eventually.True(() => Unfinished(data) == 0);
        var files = Directory.GetFiles(Folder(Path.Combine(data, "notes"))).Select(file => Path.GetFileName(file)).ToList();
        Assert.All(files, file => Assert.EndsWith(".md", file, StringComparison.Ordinal));
        using var list = await last.Http.GetAsync("/api/list?limit=100&group=false&type=learning");
        var documents = (await list.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("results").EnumerateArray().Select(one => Text(one, "id")).ToList();
        Assert.Equal([.. files.Select(file => $"learning_{file[..^3]}").Order(StringComparer.Ordinal)], documents.Order(StringComparer.Ordinal));
        Assert.Subset(documents.ToHashSet(StringComparer.Ordinal), ids);
    }

    [SkippableFact]
    public async Task What_a_crash_left_between_file_and_document_is_mended_at_the_next_start()
    {
        using var folder = new TempFolder();
        var (data, learnings) = (folder["data"], Folder(Path.Combine(folder["data"], "notes")));
        await using (var host = await OracleProcess.ServeAsync(data, v2.ChromaUrl, SettingsFor("mended")))
            Assert.Equal(200, (int)(await host.Http.PostAsJsonAsync("/api/learn", new { pattern = "The first" })).StatusCode);
        // One whose file was moved into place, and one that was only begun.
        var (moved, begun) = (Path.Combine(learnings, $"{Today}_moved.md"), Path.Combine(learnings, ".half.learning"));
        File.WriteAllText(moved, $"---\ntitle: Moved\ntags: []\ncreated: {Today}\nsource: x\n---\n\nMoved into place.\n");
        File.WriteAllText(begun, "---\ntitle: Ha");
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(data, "oracle.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "insert into oracle_learnings (path, temporary) values (@moved, @gone), (@never, @begun)";
            command.Parameters.AddWithValue("@moved", moved);
            command.Parameters.AddWithValue("@gone", Path.Combine(learnings, ".gone.learning"));
            command.Parameters.AddWithValue("@never", Path.Combine(learnings, $"{Today}_never.md"));
            command.Parameters.AddWithValue("@begun", begun);
            command.ExecuteNonQuery();
        }

        await using var next = await OracleProcess.ServeAsync(data, v2.ChromaUrl, SettingsFor("mended"));

        await Eventually.True(() => Unfinished(data) == 0);
        Assert.False(File.Exists(begun));
        using var found = await next.Http.GetAsync($"/api/doc/learning_{Today}_moved");
        Assert.Equal("Moved into place.", Text(await found.Content.ReadFromJsonAsync<JsonElement>(), "content"));
    }

    private static Dictionary<string, string?> SettingsFor(string collection) => new(StringComparer.Ordinal) { ["ORACLE_EMBEDDING_PROVIDER"] = "hash", ["ORACLE_COLLECTION"] = collection };

    private static long Unfinished(string data)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "oracle.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from oracle_learnings";
        return (long)command.ExecuteScalar()!;
    }

    private async Task<JsonElement> DocumentAsync(string id) => (await v2.GetAsync("/api/documents?id=" + Uri.EscapeDataString(id))).Body;

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
