using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.Kills;

/// <summary>Chroma killed, killed again while it starts, stopped, and killed together with the host; each with more than 1,000 vectors, in the long run with 2,400.</summary>
public sealed class ChromaKillTests(ITestOutputHelper output)
{
    // Restarts above about 1,000 records are where an index was reported to break.
    private static readonly int Vectors = LongRun.IsOn ? 2_400 : 1_200;
    private static readonly TimeSpan Stopped = TimeSpan.FromSeconds(LongRun.IsOn ? 30 : 10);

    public static TheoryData<ChromaBuild> Builds => [.. Programme.Builds];

    public static TheoryData<ChromaBuild, int, int> ChromaKills => Programme.Passes(native: 2, other: 0, whenLong: 100);

    public static TheoryData<ChromaBuild, int, int> KillsOfBoth => Programme.Passes(native: 1, other: 0, whenLong: 40);

    [SkippableTheory, MemberData(nameof(ChromaKills))]
    public async Task Chroma_killed_during_writes_and_at_start_loses_nothing(ChromaBuild build, int kills, int pass)
    {
        var random = Programme.Chance(output, nameof(Chroma_killed_during_writes_and_at_start_loses_nothing));
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var world = await FilledAsync(chroma);
        for (var kill = 1; kill <= kills; kill++)
        {
            await using (var writers = new Writers(world, random, kill))
            {
                await Task.Delay(random.Next(100, 1_500));
                chroma.Kill();
                await chroma.KillWhileStartingAsync(TimeSpan.FromMilliseconds(random.Next(1_500)));
                await chroma.RestartAsync();
                // How long a server takes to come up on its data is not Oracle's.
                world.Faulted();
            }

            await world.CheckAsync();
        }

        await HonestStats.AssertAsync(world.Host, world.DataDir);
        world.Report($"pass {pass}: {kills} kills of Chroma ({build}) during writes, and as many while it started");
    }

    [SkippableTheory, MemberData(nameof(KillsOfBoth))]
    public async Task Both_killed_at_once_lose_nothing(ChromaBuild build, int kills, int pass)
    {
        var random = Programme.Chance(output, nameof(Both_killed_at_once_lose_nothing));
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var world = await FilledAsync(chroma);
        for (var kill = 1; kill <= kills; kill++)
        {
            await using (var writers = new Writers(world, random, kill))
            {
                await Task.Delay(random.Next(100, 1_500));
                await Task.WhenAll(Task.Run(chroma.Kill), Task.Run(world.KillHost));
            }

            await Task.WhenAll(chroma.RestartAsync(), world.StartAsync());
            await world.CheckAsync();
        }

        await HonestStats.AssertAsync(world.Host, world.DataDir);
        world.Report($"pass {pass}: {kills} kills of host and Chroma ({build}) at once");
    }

    [SkippableTheory, MemberData(nameof(Builds))]
    public async Task Chroma_stopped_for_a_while_holds_up_no_writer_and_loses_nothing(ChromaBuild build)
    {
        var random = Programme.Chance(output, nameof(Chroma_stopped_for_a_while_holds_up_no_writer_and_loses_nothing));
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var world = await FilledAsync(chroma, ("Oracle__Chroma__RequestTimeout", LongRun.IsOn ? "00:00:05" : "00:00:02"));
        var before = world.Ledger.Acknowledgements;
        await using (var writers = new Writers(world, random, round: 1, count: 1))
        {
            await Eventually.True(() => world.Ledger.Acknowledgements > before);
            chroma.Pause();
            before = world.Ledger.Acknowledgements;
            await Task.Delay(Stopped);
            Assert.True(world.Ledger.Acknowledgements > before, "Nothing was acknowledged while Chroma stood still.");
            output.WriteLine($"{world.Ledger.Acknowledgements - before} documents acknowledged meanwhile");
            chroma.Resume();
            world.Faulted();
        }

        await world.CheckAsync();
        await HonestStats.AssertAsync(world.Host, world.DataDir);
        world.Report($"Chroma ({build}) stopped for {Stopped.TotalSeconds} s");
    }

    private async Task<World> FilledAsync(ChromaServer chroma, params IEnumerable<(string Name, string Value)> settings)
    {
        var world = new World(chroma, output, isProxied: false, settings);
        await world.StartAsync();
        foreach (var batch in Enumerable.Range(1, Vectors).Select(i => $"base-{i}").Chunk(LedgerClient.MaxBatch))
            Assert.True(await world.Client.PostAsync(batch.ToDictionary(id => id, id => Texts.Of(id))));
        world.Faulted();
        await world.CheckAsync();
        return world;
    }
}
