using CsCheck;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Following;

/// <summary>
/// Real processes: a folder is changed at random while the host that follows it is killed and started again. After quiet both stores hold what a
/// host that never saw the folder makes of it. A failure prints its seed; CsCheck_Seed repeats it.
/// </summary>
public sealed class FollowKillTests
{
    [SkippableFact]
    public async Task Kills_of_a_host_that_follows_a_folder_leave_nothing_stale_and_nothing_double() =>
        await Steps.SampleAsync(RunAsync, iter: LongRun.IsOn ? 50 : 3, threads: 1);

    private static readonly Gen<(int Kind, int One, int Other, int Pause)[]> Steps =
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 11], Gen.Int[0, 11], Gen.Int[0, 700], (kind, one, other, pause) => (kind, one, other, pause)).Array[8, 24];

    private static async Task RunAsync((int Kind, int One, int Other, int Pause)[] steps)
    {
        await using var chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        using var place = new TempFolder();
        var data = place["data"];
        // The inner folder is a root first, and lies in one afterwards.
        var (inner, second, vault, third) = (place["vault/inner"], place["second"], place["vault"], place["third"]);
        foreach (var i in Enumerable.Range(0, 12))
        {
            Write(inner, Name(i), $"of the inner root {i}");
            Write(second, Name(i), $"of the second root {i}");
            Write(vault, Name(i), $"first text of {i}");
            Write(third, Name(i), $"of the third root {i}");
        }

        var (moves, isThirdKnown) = (0, false);
        var indexed = await OracleProcess.RunAsync(["index", inner, second, vault, "--data-dir", data, "--no-wait", "--json"], chroma.Url);
        Assert.True(indexed.ExitCode == 0, indexed.Error);

        var host = await OracleProcess.ServeAsync(data, chroma.Url, settings: null, "--watch");
        try
        {
            foreach (var (kind, one, other, pause) in steps)
            {
                switch (kind)
                {
                    case 9:
                        host.Kill();
                        await host.DisposeAsync();
                        host = await OracleProcess.ServeAsync(data, chroma.Url, settings: null, "--watch");
                        break;
                    case 10:
                        // Away for a moment.
                        Directory.Move(second, place["away"]);
                        await Task.Delay(pause);
                        Directory.Move(place["away"], second);
                        break;
                    case 11:
                        var moved = place[$"second-{++moves}"];
                        Directory.Move(second, moved);
                        await Task.Delay(pause);
                        await AskAsync("roots", "move", "second", moved);
                        second = moved;
                        break;
                    case 12 when !isThirdKnown:
                        isThirdKnown = true;
                        await AskAsync("index", third, "--no-wait");
                        break;
                    default:
                        string[] roots = [second, vault, inner, third];
                        Change(roots[one % 4], roots[other % 4], kind, one, other);
                        break;
                }

                await Task.Delay(pause);
            }

            var expected = await FreshAsync(place, isThirdKnown ? [inner, second, vault, third] : [inner, second, vault], second);
            await Eventually.True(() => Documents(data).SequenceEqual(expected), TimeSpan.FromSeconds(60), "the documents are those of the files");
            Assert.Empty(await Eventually.Get(() => BothStores.DifferencesAsync(data, chroma.Url), differences => differences.Count == 0, TimeSpan.FromSeconds(60)));
        }
        finally
        {
            await host.DisposeAsync();
        }

        async Task AskAsync(params string[] words)
        {
            var answer = await OracleProcess.RunAsync([.. words, "--data-dir", data, "--json"], chroma.Url);
            Assert.True(answer.ExitCode == 0, answer.Error);
        }
    }

    // What a store that is new makes of the folders as they are, where the second has its first name.
    private static async Task<List<string>> FreshAsync(TempFolder place, IReadOnlyList<string> roots, string second)
    {
        var (data, named) = (place["fresh"], Path.Combine(place["named"], "second"));
        Directory.CreateDirectory(place["named"]);
        Directory.CreateSymbolicLink(named, second);
        // Chroma is not asked: nothing listens there.
        var run = await OracleProcess.RunAsync(["index", .. roots.Select(root => root == second ? named : root), "--data-dir", data, "--no-wait", "--json"], new Uri("http://127.0.0.1:9"));
        Assert.True(run.ExitCode == 0, run.Error);
        return Documents(data);
    }

    private static List<string> Documents(string data) =>
        [.. BothStores.Query(data, "select id || ' ' || source_file || ' ' || content from oracle_documents where deleted_at is null order by id").Select(row => (string)row[0]!)];

    private static void Change(string vault, string goal, int kind, int one, int other)
    {
        var (from, to) = (Path.Combine(vault, Name(one)), Path.Combine(goal, Name(other)));
        switch (kind)
        {
            case 0 or 1 or 2:
                Write(vault, Name(one), $"written {other}\n\n## Part\n\nmore of {other}");
                break;
            case 3:
                Write(vault, Name(one) + ".tmp", $"saved {other}");
                File.Move(from + ".tmp", from, overwrite: true);
                break;
            case 4 when File.Exists(from):
                File.WriteAllText(from, "");
                File.WriteAllText(from, $"after {other}");
                break;
            case 5 when File.Exists(from):
                File.Delete(from);
                break;
            case 6 or 7 when File.Exists(from) && from != to:
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Move(from, to, overwrite: true);
                break;
            case 8 when Directory.Exists(Path.Combine(vault, "a")) && !Directory.Exists(Path.Combine(vault, $"d{one}")):
                Directory.Move(Path.Combine(vault, "a"), Path.Combine(vault, $"d{one}"));
                break;
        }
    }

    private static void Write(string vault, string name, string text)
    {
        var path = Path.Combine(vault, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static string Name(int i) => $"{(i % 3) switch { 0 => "", 1 => "a/", _ => "a/b/" }}n{i}.md";
}
