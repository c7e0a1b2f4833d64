using System.Net.Http.Json;
using System.Text.Json;
using Oracle.Chaos.Tests.Hosts;

namespace Oracle.Chaos.Tests.Security;

/// <summary>Who may have files of this machine read, and what files may say.</summary>
[Collection(nameof(LoopbackHost))]
public sealed class LocalFilesTests(LoopbackHost oracle)
{
    private string Secret => File.ReadAllText(Path.Combine(oracle.DataDir, "cli.secret"));

    [Fact]
    public async Task Without_the_owners_secret_nothing_outside_known_folders_is_read_nor_told_of()
    {
        var (vault, strange) = (oracle["vault"], oracle["strange"]);
        Directory.CreateDirectory(vault);
        Directory.CreateDirectory(strange);
        await File.WriteAllTextAsync(Path.Combine(vault, "note.md"), "# A note");
        await File.WriteAllTextAsync(Path.Combine(strange, "diary.md"), "# Nobody's business");
        Assert.Equal(200, (await IndexAsync(new { paths = new[] { vault } }, Secret)).Status);
        Directory.CreateSymbolicLink(Path.Combine(vault, "link"), strange);

        var there = await IndexAsync(new { paths = new[] { strange } });
        var notThere = await IndexAsync(new { paths = new[] { oracle["nothing"] } });
        Assert.Equal((403, 403), (there.Status, notThere.Status));
        Assert.Equal(there.Body, notThere.Body);
        Assert.Contains("./oracle index", there.Body, StringComparison.Ordinal);
        foreach (var path in new[] { "/etc", "/", Path.Combine(vault, "link"), Path.Combine(vault, "..", "strange"), vault + "2", oracle.DataDir })
            Assert.Equal(403, (await IndexAsync(new { paths = new[] { vault, path } })).Status);
        foreach (var wrong in new[] { "", "x", Secret.ToUpperInvariant(), Secret[..^1] })
            Assert.Equal(403, (await IndexAsync(new { paths = new[] { strange } }, wrong)).Status);
        Assert.Equal(403, (await IndexAsync(new { paths = new[] { vault }, followLinks = true })).Status);
        Assert.Equal(200, (await IndexAsync(new { paths = new[] { Path.Combine(vault, "note.md") } })).Status);

        // What a walk of the vault passes over is read only where its user gives it by name.
        await File.WriteAllTextAsync(Path.Combine(vault, ".oracleignore"), "private/");
        foreach (var hidden in new[] { ".env", ".obsidian/key.md", "key.txt", "private/diary.md", ".git/config" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(vault, hidden))!);
            await File.WriteAllTextAsync(Path.Combine(vault, hidden), "the business of a token");
            Assert.Equal(403, (await IndexAsync(new { paths = new[] { Path.Combine(vault, hidden) } })).Status);
        }

        foreach (var folder in new[] { ".obsidian", "private" })
            Assert.Equal(403, (await IndexAsync(new { paths = new[] { Path.Combine(vault, folder) } })).Status);

        Assert.Equal(403, (await SendAsync("/api/roots/move", new { name = ".", path = strange })).Status);
        Assert.Equal(403, (await SendAsync("/api/roots/move", new { name = "nobody", path = "/nowhere" })).Status);
        Assert.Equal(404, (await SendAsync("/api/roots/move", new { name = "nobody", path = strange }, Secret)).Status);
        Assert.DoesNotContain("diary", (await oracle.Host.Http.GetStringAsync("/api/search?q=business&mode=fts")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_file_says_and_is_called_is_text_in_the_terminal_and_in_the_log()
    {
        const string Colour = "\u001b[31m";
        var vault = oracle["evil"];
        Directory.CreateDirectory(vault);
        await File.WriteAllTextAsync(Path.Combine(vault, $"red{Colour}\u202e.md"), $"---\ntitle: \"T{Colour}\"\ntype: \"n{Colour}\"\n  bad: [\n---\n# Zebra {Colour}\u009b31m\n\nzebra {Colour} text\n");
        await File.WriteAllTextAsync(Path.Combine(vault, "plain.md"), $"---\ntitle: T{Colour}\ntags: [x{Colour}]\n---\n# Zebra {Colour}\u009b31m\u202e\n\nzebra {Colour} text\n");
        var evil = Path.Combine(vault, $"broken{Colour}\nfile.md");
        await File.WriteAllBytesAsync(evil, [0xC3, 0x28, 0xFF, 0x00]);
        foreach (var words in new[]
        {
            new[] { "index", vault }, ["search", "zebra", "--mode", "fts"], ["roots"], ["show", "evil/plain.md#zebra"], ["show", $"no{Colour}body"], ["delete", $"no{Colour}body"], ["sync", "failed"],
            ["stats"], [$"no{Colour}command"], ["index", $"/no{Colour}where"],
        })
        {
            var run = await OracleInProcess.RunAsync([.. words, "--data-dir", oracle.DataDir], new Uri("http://127.0.0.1:9"));
            AssertText(run.Out + run.Error);
            if (words[0] == "search")
                Assert.Contains("zebra", run.Out, StringComparison.OrdinalIgnoreCase);
        }

        AssertText(oracle.Host.Error + oracle.Host.Out);
        Assert.Contains("\\u001b[31m", oracle.Host.Error, StringComparison.Ordinal);
    }

    private static void AssertText(string said) => Assert.DoesNotContain(said, static letter => (char.IsControl(letter) && letter is not '\n' and not '\r' and not '\t') || letter is '\u202e');

    private Task<(int Status, string Body)> IndexAsync(object body, string? secret = null) => SendAsync("/api/index", body, secret);

    private async Task<(int Status, string Body)> SendAsync(string path, object body, string? secret = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (secret is not null)
            request.Headers.TryAddWithoutValidation("X-Oracle-Local", secret);
        using var response = await oracle.Host.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, response.IsSuccessStatusCode ? text : JsonDocument.Parse(text).RootElement.GetProperty("error").GetString()!);
    }
}
