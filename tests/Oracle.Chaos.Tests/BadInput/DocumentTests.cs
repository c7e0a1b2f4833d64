using System.Text.Json;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.BadInput;

/// <summary>Naughty strings in every field of a document: stored letter by letter, or refused by the name of the field.</summary>
public sealed class DocumentTests
{
    private static readonly string[] Fields = ["id", "content", "type", "source_file", "concepts", "project", "created_by"];

    [Fact]
    public void There_are_three_hundred_naughty_strings_and_more() => Assert.True(Naughty.All.Count >= 300, $"{Naughty.All.Count}");

    [SkippableFact]
    public async Task A_naughty_string_in_any_field_is_kept_as_it_is_or_refused_by_name()
    {
        await using var world = await Undisturbed.StartAsync();
        foreach (var field in Fields)
        {
            var (status, answer) = await world.SendAsync(HttpMethod.Post, "/api/documents", $"[{string.Join(',', Naughty.All.Select((text, i) => Document(field, text, i)))}]");

            Assert.Equal(202, status);
            var rejected = answer.GetProperty("rejected").EnumerateArray().ToDictionary(r => r.GetProperty("index").GetInt32(), r => r.GetProperty("error").GetString()!);
            Assert.Equal(Naughty.All.Count, answer.GetProperty("accepted").GetInt32() + answer.GetProperty("unchanged").GetInt32() + rejected.Count);
            Assert.All(rejected.Values, error => Assert.StartsWith(field, error));
            await AssertKeptAsync(world, field, rejected);
        }

        await world.AssertAsync();
        // What Chroma keeps of each of them is what was sent.
        await world.SendAsync(HttpMethod.Post, "/api/audit", "{}");
        var audit = await Eventually.Get(() => world.Host.GetAsync("/api/audit"), static audit => audit.GetProperty("state").GetString() is not ("running" or "verifying"), TimeSpan.FromSeconds(60));
        Assert.Equal(("done", 0, 0, 0), (audit.GetProperty("state").GetString(), audit.GetProperty("missing").GetInt32(), audit.GetProperty("stale").GetInt32(), audit.GetProperty("orphans").GetInt32()));
    }

    [SkippableFact]
    public async Task A_naughty_id_in_a_path_or_query_reads_and_deletes_nothing_else()
    {
        await using var world = await Undisturbed.StartAsync();
        await world.SendAsync(HttpMethod.Post, "/api/documents", $"[{string.Join(',', Naughty.All.Select((text, i) => Document("id", text, i)))}]");
        foreach (var id in Naughty.All)
        {
            var escaped = Uri.EscapeDataString(id);
            // A lone surrogate has no form in a URL; what arrives is a replacement character, and that is a legal id.
            var arrives = Uri.UnescapeDataString(escaped);
            var (status, answer) = await world.SendAsync(HttpMethod.Get, $"/api/documents?id={escaped}");
            Assert.True(status is 200 or 400 or 404, $"{escaped}: {status}");
            if (status == 200)
                Assert.Equal(arrives, answer.GetProperty("id").GetString());
            await world.SendAsync(HttpMethod.Get, $"/api/documents/{escaped}");
            (status, answer) = await world.SendAsync(HttpMethod.Delete, $"/api/documents?id={escaped}");
            if (status == 202)
                Assert.Equal(arrives, answer.GetProperty("id").GetString());
            (status, answer) = await world.SendAsync(HttpMethod.Delete, $"/api/documents/{escaped}");
            Assert.True(status is 202 or 400 or 404 or 405, $"{escaped}: {status}");
        }

        await world.AssertAsync();
    }

    [SkippableFact]
    public async Task A_megabyte_on_one_line_is_a_document_like_others()
    {
        await using var world = await Undisturbed.StartAsync();
        string[] lines = [new string('x', 1_000_000), string.Concat(Enumerable.Repeat("ไม่มีช่องว่าง", 26_000)), string.Concat(Enumerable.Repeat("😀", 250_000)), string.Concat(Enumerable.Repeat("a\u0301", 330_000))];
        for (var i = 0; i < lines.Length; i++)
        {
            var (status, _) = await world.SendAsync(HttpMethod.Post, "/api/documents", Document("content", lines[i], i), i % 2 == 0 ? "application/json" : "application/x-ndjson");
            Assert.Equal(202, status);
        }

        await world.AssertAsync();
        Assert.Equal(lines[1], (await world.Host.GetAsync("/api/documents?id=content-1")).GetProperty("content").GetString());
    }

    private static string Document(string field, string text, int index)
    {
        var fields = new Dictionary<string, string> { ["id"] = $"\"{field}-{index}\"", ["content"] = $"\"text {index} of {field}\"" };
        fields[field] = field == "concepts" ? $"[{Naughty.Json(text)}]" : Naughty.Json(text);
        return $"{{{string.Join(',', fields.Select(f => $"\"{f.Key}\":{f.Value}"))}}}";
    }

    private static async Task AssertKeptAsync(Undisturbed world, string field, Dictionary<int, string> rejected)
    {
        for (var i = 0; i < Naughty.All.Count; i++)
        {
            if (rejected.ContainsKey(i))
                continue;
            var text = Naughty.All[i];
            var (status, document) = await world.SendAsync(HttpMethod.Get, $"/api/documents?id={Uri.EscapeDataString(field == "id" ? text : $"{field}-{i}")}");
            Assert.Equal(200, status);
            var kept = field == "concepts" ? document.GetProperty(field)[0] : document.GetProperty(field);
            // What is optional and empty may be absent.
            Assert.Equal(text, kept.ValueKind == JsonValueKind.Null ? "" : kept.GetString());
        }

    }
}
