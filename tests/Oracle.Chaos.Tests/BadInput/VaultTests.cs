using System.Diagnostics;
using System.Text;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.BadInput;

/// <summary>Files with naughty names and naughty contents: read, or skipped by name; the rest is done.</summary>
public sealed class VaultTests
{
    private const int MaxNameBytes = 255;

    [SkippableFact]
    public async Task Naughty_names_and_contents_of_files_are_read_or_skipped_by_name()
    {
        await using var world = await Undisturbed.StartAsync();
        using var vault = new TempFolder();
        try
        {
            await IndexTwiceAsync(world, vault);
        }
        finally
        {
            // .NET cannot name what is no UTF-8, and so cannot delete it.
            Shell("rm -rf \"$1/names\"", vault.Path);
        }
    }

    private static async Task IndexTwiceAsync(Undisturbed world, TempFolder vault)
    {
        var files = WriteNames(vault).Concat(WriteContents(vault)).ToList();

        var first = await OracleInProcess.RunAsync(["index", vault.Path, "--data-dir", world.DataDir, "--json"], world.Chroma);
        Assert.True(first.ExitCode is 0 or 2, $"{first.ExitCode} {first.Error}");
        var counts = first.Json;
        Assert.Equal(files.Count, counts.GetProperty("files").GetInt32() + counts.GetProperty("skipped").GetInt32());
        Assert.Equal(counts.GetProperty("documents").GetInt32(), counts.GetProperty("accepted").GetInt32() + counts.GetProperty("unchanged").GetInt32() + counts.GetProperty("rejected").GetInt32());
        Assert.All(counts.GetProperty("skippedFiles").EnumerateArray(), skipped => Assert.NotEqual("", skipped.GetProperty("error").GetString()));
        // A name is no reason to pass over a file, unless its id breaks the rules of ids.
        Assert.InRange(counts.GetProperty("files").GetInt32(), Naughty.All.Count, files.Count);
        await world.AssertAsync();

        var second = await OracleInProcess.RunAsync(["index", vault.Path, "--data-dir", world.DataDir, "--json"], world.Chroma);
        Assert.Equal((first.ExitCode, 0, 0), (second.ExitCode, second.Json.GetProperty("accepted").GetInt32(), second.Json.GetProperty("deleted").GetInt32()));
        await world.AssertAsync();
    }

    private static List<string> WriteNames(TempFolder vault)
    {
        var folder = Directory.CreateDirectory(vault["names"]).FullName;
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in Naughty.All.Where(text => !text.Contains('/', StringComparison.Ordinal) && !text.Contains('\0', StringComparison.Ordinal) && !text.StartsWith('.')).Select(text => text + ".md"))
        {
            // The kernel takes any bytes; what .NET cannot write as UTF-8 it writes as a replacement, which may be there.
            if (Encoding.UTF8.GetByteCount(name) > MaxNameBytes || name == ".md" || !written.Add(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name))))
                continue;
            File.WriteAllText(Path.Combine(folder, name), $"# A note\n\nwith a naughty name, number {written.Count}\n");
        }

        // A name that is no UTF-8 at all.
        Shell("printf '# bytes\n\nno UTF-8\n' > \"$1/$(printf 'a\\377\\376b').md\"", folder);
        return [.. Directory.EnumerateFiles(folder)];
    }

    private static List<string> WriteContents(TempFolder vault)
    {
        var folder = Directory.CreateDirectory(vault["contents"]).FullName;
        for (var i = 0; i < Naughty.All.Count; i++)
        {
            var text = Naughty.All[i];
            // Lone surrogates become bytes that are no UTF-8.
            byte[] bytes = [.. Encoding.UTF8.GetBytes($"# heading {i} "), .. Bytes(text), .. "\n\nbody "u8, .. Bytes(text), .. "\n"u8];
            if (i % 3 == 0)
                bytes = [.. "---\ntitle: "u8, .. Bytes(text), .. "\ntags: ["u8, .. Bytes(text), .. "]\n---\n"u8, .. bytes];
            File.WriteAllBytes(Path.Combine(folder, $"content-{i}.md"), bytes);
        }

        File.WriteAllText(Path.Combine(folder, "line.md"), new string('x', 1_000_000));
        File.WriteAllText(Path.Combine(folder, "deep.md"), string.Concat(Enumerable.Repeat("> ", 10_000)) + "deep");
        File.WriteAllText(Path.Combine(folder, "nested.md"), string.Concat(Enumerable.Repeat("[", 10_000)) + new string(']', 10_000));
        File.WriteAllText(Path.Combine(folder, "yaml.md"), $"---\na: {new string('[', 10_000)}{new string(']', 10_000)}\n---\n# deep YAML\n\ntext\n");
        File.WriteAllText(Path.Combine(folder, "bomb.md"), "---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ntags: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n---\n# bomb\n\ntext\n");
        return [.. Directory.EnumerateFiles(folder)];
    }

    private static void Shell(string command, string folder)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", command, "sh", folder]) { UseShellExecute = false })!;
        shell.WaitForExit();
    }

    // As UTF-8 would be if it had surrogates.
    private static IEnumerable<byte> Bytes(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                foreach (var b in Encoding.UTF8.GetBytes(text.Substring(i++, 2)))
                    yield return b;
            }
            else if (char.IsSurrogate(text[i]))
            {
                yield return (byte)(0xE0 | (text[i] >> 12));
                yield return (byte)(0x80 | ((text[i] >> 6) & 0x3F));
                yield return (byte)(0x80 | (text[i] & 0x3F));
            }
            else
            {
                foreach (var b in Encoding.UTF8.GetBytes(text.Substring(i, 1)))
                    yield return b;
            }
        }
    }
}
