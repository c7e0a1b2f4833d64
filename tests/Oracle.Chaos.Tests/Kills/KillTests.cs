using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.Kills;

/// <summary><c>kill -9</c> of the host at random moments, while clients write and it indexes a folder.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Files = 300;

    public static TheoryData<ChromaBuild, int, int> Passes => Programme.Passes(native: 3, other: 1, whenLong: 200);

    [SkippableTheory, MemberData(nameof(Passes))]
    public async Task What_was_acknowledged_survives_kills_at_random_moments_and_both_stores_agree(ChromaBuild build, int kills, int pass)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var world = new World(chroma, output);
        await SurviveAsync(world, kills, $"pass {pass}: {kills} kills of the host at random moments on {build}");
    }

    [SkippableFact]
    public async Task The_same_holds_with_a_server_under_the_hosts_care_which_outlives_it()
    {
        var kills = LongRun.IsOn ? 20 : 2;
        await using var world = new World(chroma: null, output);
        await SurviveAsync(world, kills, $"{kills} kills of a host that cares for its server");
    }

    private async Task SurviveAsync(World world, int kills, string what)
    {
        var random = Programme.Chance(output, nameof(KillTests));
        Directory.CreateDirectory(world["vault"]);
        Touch(world, random, round: 0, share: 1);
        await world.StartAsync();
        for (var kill = 1; kill <= kills; kill++)
        {
            // Each round finds changed files, so that there is something to write in every one of them.
            Touch(world, random, kill, share: 2);
            await using (var index = await OracleProcess.StartAsync(["index", world["vault"], "--data-dir", world.DataDir], world.ChromaForHost))
            {
                await using var writers = new Writers(world, random, kill);
                await Task.Delay(random.Next(50, 2_500));
                world.KillHost();
            }

            await world.StartAsync();
            await world.CheckAsync();
        }

        var finished = await OracleProcess.RunAsync(["index", world["vault"], "--data-dir", world.DataDir, "--json"], world.ChromaForHost);
        Assert.True(finished.ExitCode == 0, finished.Error);
        world.Faulted();
        await world.CheckAsync();
        await HonestStats.AssertAsync(world.Host, world.DataDir);
        Assert.Equal(Files, BothStores.Query(world.DataDir, "select n from oracle_documents where source_file <> ''").Count);
        world.Report(what);
    }

    private static void Touch(World world, Random random, int round, int share)
    {
        for (var i = 0; i < Files; i++)
        {
            if (random.Next(share) == 0)
                File.WriteAllText(Path.Combine(world["vault"], $"note-{i}.md"), $"# Note {i}\n\n{Texts.Of($"note {i}", round)}\n");
        }
    }
}
