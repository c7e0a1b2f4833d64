using System.Net.Http.Json;
using Oracle.Chaos.Tests.Reindexing;
using Oracle.Testing;

namespace Oracle.Chaos.Tests;

/// <summary>A long section of a vault in passages, with a real Chroma and an embedder that counts.</summary>
public sealed class PassageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task An_edit_embeds_only_the_passages_it_changed_and_the_section_stays_one()
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
        await using var host = await CountingHost.StartAsync(_folder["data"], chroma.Url);
        var paragraphs = Enumerable.Range(0, 20).Select(Paragraph).ToArray();
        await IndexAsync(host, paragraphs);
        var all = host.Embedded;
        Assert.InRange(all, 10, 25);
        var before = Passages();

        await IndexAsync(host, paragraphs);
        Assert.Equal(all, host.Embedded);

        paragraphs[10] = paragraphs[10].Replace("somewhere else", "somewhere new", StringComparison.Ordinal);
        await IndexAsync(host, paragraphs);
        var changed = Passages().Except(before).Count();
        Assert.InRange(changed, 1, 2);
        Assert.Equal(all + changed, host.Embedded);

        // A paragraph more moves the numbers of all behind it, and no text: those vectors are there.
        before = Passages();
        paragraphs = [.. paragraphs[..8], Paragraph(99), .. paragraphs[8..]];
        var soFar = host.Embedded;
        await IndexAsync(host, paragraphs);
        changed = Passages().Except(before).Count();
        Assert.InRange(changed, 1, 3);
        Assert.Equal(soFar + changed, host.Embedded);

        var whole = await host.Http.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/documents?id=long.md%23walks");
        Assert.Equal("## Walks\n\n" + string.Join("\n\n", paragraphs), whole.GetProperty("content").GetString());
        var hits = (await host.Http.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/search?mode=fts&q=walker")).GetProperty("results").EnumerateArray().ToList();
        Assert.Equal("long.md#walks", Assert.Single(hits).GetProperty("section_id").GetString());
        Assert.True(hits[0].GetProperty("more").GetInt32() >= 5);
        await StoresAgree.WithinAsync(_folder["data"], chroma.Url);

        var passages = Passages().Count;
        Assert.Contains($"\"deleted\":{passages - 1}", await IndexAsync(host, ["Short now."]), StringComparison.Ordinal);
        Assert.Equal(["long.md#walks"], Query("select id from oracle_documents where deleted_at is null"));
        await StoresAgree.WithinAsync(_folder["data"], chroma.Url);
    }

    private static string Paragraph(int i) =>
        string.Join(' ', Enumerable.Range(0, 12).Select(j => $"Here walker {i} went by house {(i * 31) + j} and thought of somewhere else."));

    private async Task<string> IndexAsync(CountingHost host, string[] paragraphs)
    {
        Directory.CreateDirectory(_folder["vault"]);
        await File.WriteAllTextAsync(Path.Combine(_folder["vault"], "long.md"), "## Walks\n\n" + string.Join("\n\n", paragraphs) + "\n");
        using var answer = await host.Http.PostAsync("/api/index", JsonContent.Create(new { paths = new[] { _folder["vault"] } }));
        var told = await answer.Content.ReadAsStringAsync();
        Assert.Contains("\"done\"", told, StringComparison.Ordinal);
        await Eventually.Get(
            () => host.Http.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/stats"),
            static stats => stats.GetProperty("sync").GetProperty("pending").GetInt32() == 0 && stats.GetProperty("sync").GetProperty("deleting").GetInt32() == 0,
            TimeSpan.FromMinutes(1));
        return told;
    }

    private List<string> Passages() => Query("select content from oracle_documents where deleted_at is null");

    private List<string> Query(string sql) => [.. BothStores.Query(_folder["data"], sql).Select(row => (string)row[0]!)];
}
