using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests;

/// <summary>What names a document besides its text, through HTTP and with a real Chroma.</summary>
public sealed class LabelTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Each_changed_label_is_sent_again_and_found_by_the_new_and_not_the_old()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
        await using var host = await OracleProcess.ServeAsync(_folder["data"], chroma.Url);
        var labels = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["id"] = "doc", ["content"] = "Aerate in spring.", ["title"] = "meadow", ["aliases"] = new[] { "เถ้า", "grass" }, ["tags"] = "project/alpha", ["heading_path"] = "garden > hedge",
        };
        await PostAsync(host, labels);
        Assert.Equal("doc", await FirstAsync(host, "spring&tag=PROJECT", "fts"));
        var revision = await RevisionAsync(host);
        foreach (var (label, value, old, fresh) in ((string, object, string, string)[])
            [("title", "lawn", "meadow", "lawn"), ("aliases", new[] { "turf", "grass" }, "เถ้า", "turf"), ("tags", "work/beta", "alpha", "beta"), ("heading_path", "garden > pond", "hedge", "pond")])
        {
            Assert.Equal("doc", await FirstAsync(host, old, "fts"));
            labels[label] = value;
            await PostAsync(host, labels);

            Assert.Equal("doc", await FirstAsync(host, fresh, "fts"));
            Assert.True(await FirstAsync(host, old, "fts") is null, $"found by the old {label}");
            // A vector stands for title, heading path and text.
            if (label is "title" or "heading_path")
                Assert.Equal("doc", await FirstAsync(host, fresh, "vector"));
            var before = revision;
            revision = await RevisionAsync(host);
            Assert.True(revision > before, label);
            // The record in Chroma is that of this revision, and its vector that of this text.
            await StoresAgree.WithinAsync(_folder["data"], chroma.Url);
        }

        Assert.Null(await FirstAsync(host, "spring&tag=project", "fts"));
        Assert.Equal("doc", await FirstAsync(host, "spring&tag=WORK", "fts"));
    }

    [SkippableFact]
    public async Task Words_that_are_one_for_a_reader_find_each_other_through_HTTP_and_texts_come_back_as_they_were()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
        await using var host = await OracleInProcess.ServeAsync(_folder["data"], chroma.Url);
        var pairs = FoldedPairs.Equal.Select((pair, i) => (Ids: (One: $"one-{i}", Other: $"other-{i}"), pair.One, pair.Other)).ToList();
        await PostAsync(host, pairs.SelectMany(pair => new[] { new { id = pair.Ids.One, content = pair.One }, new { id = pair.Ids.Other, content = pair.Other } }).ToArray());

        foreach (var (ids, one, other) in pairs)
        {
            foreach (var asked in (string[])[one, other])
            {
                var found = (await host.GetAsync($"/api/search?mode=fts&limit=100&q={Uri.EscapeDataString(asked)}")).GetProperty("results").EnumerateArray()
                    .ToDictionary(hit => hit.GetProperty("id").GetString()!, hit => hit.GetProperty("content").GetString());
                Assert.True(found.GetValueOrDefault(ids.One) == one && found.GetValueOrDefault(ids.Other) == other, $"{asked} does not find {one} and {other}");
            }
        }
    }

    [SkippableFact]
    public async Task Passages_of_a_section_show_once_and_are_read_and_deleted_as_one()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
        await using var host = await OracleInProcess.ServeAsync(_folder["data"], chroma.Url);
        await PostAsync(host, new object[]
        {
            new { id = "s", section_id = "s", passage = "1/3", content = "The quorvex comes first. " },
            new { id = "s~2", section_id = "s", passage = "2/3", content = "The quorvex and the quorvex again. " },
            new { id = "s~3", section_id = "s", passage = "3/3", content = "Nothing of it." },
            new { id = "other", content = "One quorvex elsewhere." },
        });

        var results = (await host.GetAsync("/api/search?q=quorvex&mode=fts")).GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(2, results.Count);
        var section = results.Single(hit => hit.GetProperty("id").GetString() != "other");
        Assert.Equal(("s", 1), (section.GetProperty("section_id").GetString(), section.GetProperty("more").GetInt32()));
        Assert.Equal(
            "The quorvex comes first. The quorvex and the quorvex again. Nothing of it.",
            (await host.GetAsync("/api/documents?id=s")).GetProperty("content").GetString());
        using (await host.Http.DeleteAsync("/api/documents?id=s")) { }
        Assert.Equal(["other"], (await host.GetAsync("/api/search?q=quorvex OR nothing")).GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("id").GetString()!));
    }

    private static async Task<long> RevisionAsync(RunningOracle host) =>
        (await host.GetAsync("/api/documents?id=doc")).GetProperty("revision").GetInt64();

    private static async Task PostAsync(RunningOracle host, object documents)
    {
        using var answer = await host.Http.PostAsync("/api/documents?waitFor=synced", System.Net.Http.Json.JsonContent.Create(documents));
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<string?> FirstAsync(RunningOracle host, string query, string mode)
    {
        var parts = query.Split('&', 2);
        var answer = await host.GetAsync($"/api/search?q={Uri.EscapeDataString(parts[0])}&mode={mode}{(parts.Length > 1 ? "&" + parts[1] : "")}");
        return answer.GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("id").GetString()).FirstOrDefault();
    }
}
