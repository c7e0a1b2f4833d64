using Oracle.Chaos.Tests.Kills;
using Oracle.Testing;
using Oracle.Testing.Faults;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.Reindexing;

/// <summary>
/// <c>kill -9</c> of the host while it moves to another model, at random moments and at each point that has a name: it goes
/// on where it was, ends right, sends nothing again that was confirmed, and embeds no text twice.
/// </summary>
public sealed class ReindexKillTests(ChromaOfClass servers, ITestOutputHelper output) : IClassFixture<ChromaOfClass>
{
    private const string From = "hash-384-v1";
    private const string To = "hash-256-v1";
    private const string Further = "hash-128-v1";
    private const int Few = 200;

    private static readonly TimeSpan Reached = TimeSpan.FromMinutes(3);

    public static TheoryData<ChromaBuild> Builds => [.. Programme.Builds];

    [SkippableTheory, MemberData(nameof(Builds))]
    public async Task At_random_moments(ChromaBuild build)
    {
        var (kills, documents) = LongRun.IsOn ? (20, 5_000) : (3, 600);
        var random = Programme.Chance(output, nameof(ReindexKillTests));
        await using var world = new World(await servers.OfAsync(build), output, isProxied: true);
        using var writes = new TargetWrites(world, To);
        await world.FillAsync(documents);
        await world.MoveAsync(To);
        for (var kill = 1; kill <= kills; kill++)
        {
            // Each time somewhere in what is left.
            var held = writes.Confirmed.Count;
            var goal = held + random.Next(1, Math.Max(2, (documents - held) * 2 / (kills - kill + 2)));
            await Eventually.Get(() => writes.Confirmed.Count, now => now >= goal || world.State() != "running", TimeSpan.FromMinutes(5));
            await Task.Delay(random.Next(200));
            world.KillHost();
            var confirmed = writes.HostDied();
            await world.StartAsync();
            output.WriteLine($"killed with {confirmed.Count} of {documents} confirmed, state {world.State()}");
        }

        await EndAsync(world, writes, To, documents);
        world.Report($"{kills} kills at random moments on {build}");
    }

    [SkippableTheory, MemberData(nameof(Builds))]
    public Task While_it_is_compared(ChromaBuild build) => KilledAsync(build, async world =>
    {
        await KillAsync(world, kill => world.Proxy!.Hooks.BeforeForward(
            Endpoint.Query, request => world.IsOfFilling(request.Path) ? kill() : Task.CompletedTask));
        Assert.Equal(("verifying", From), (world.State(), world.Answering()));
    });

    // It counts what it has filled when all was compared, and switches over at the answer.
    [SkippableTheory, MemberData(nameof(Builds))]
    public Task Before_the_switch(ChromaBuild build) => KilledAsync(build, async world =>
    {
        await KillAsync(world, kill => world.Proxy!.Hooks.BeforeAnswer(
            Endpoint.Count, (request, _) => world.IsOfFilling(request.Path) ? kill() : Task.CompletedTask));
        Assert.Equal(("verifying", From), (world.State(), world.Answering()));
    });

    [SkippableTheory, MemberData(nameof(Builds))]
    public Task During_the_switch(ChromaBuild build) => KilledAsync(build, async world =>
    {
        var watching = new TaskCompletionSource<Task<bool>>();
        using var watch = await LockWatch.OnAsync(world.DataDir);
        using (world.Proxy!.Hooks.BeforeAnswer(Endpoint.Count, (request, _) =>
        {
            // Nothing else is to be written then.
            if (world.IsOfFilling(request.Path) && !watching.Task.IsCompleted)
                watching.SetResult(watch.KillWhileWritingAsync(world, atMost: TimeSpan.FromSeconds(5)));
            return Task.CompletedTask;
        }))
        {
            await world.MoveAsync(To);
            var seen = await await watching.Task.WaitAsync(Reached);
            output.WriteLine($"the switch {(seen ? "was seen, and" : "was not seen, but")} {(world.Answering() == To ? "is" : "is not")} committed");
        }
    });

    [SkippableTheory, MemberData(nameof(Builds))]
    public Task After_the_switch(ChromaBuild build) => KilledAsync(build, async world =>
    {
        await world.MoveAsync(To);
        await Eventually.True(() => world.Answering() == To, Reached);
        world.KillHost();
        Assert.Equal("done", world.State());
    });

    [SkippableTheory, MemberData(nameof(Builds))]
    public Task Before_the_old_collection_is_dropped(ChromaBuild build) => KilledInRemovalAsync(build, isDropped: false);

    [SkippableTheory, MemberData(nameof(Builds))]
    public Task After_it_was_dropped_and_before_Chroma_said_so(ChromaBuild build) => KilledInRemovalAsync(build, isDropped: true);

    private async Task KilledAsync(ChromaBuild build, Func<World, Task> kill)
    {
        await using var world = new World(await servers.OfAsync(build), output, isProxied: true);
        using var writes = new TargetWrites(world, To);
        await world.FillAsync(Few);
        await kill(world);
        // It is compared already while fewer than a hundred are lacking.
        Assert.InRange(writes.HostDied().Count, Few - 100, Few);
        await world.StartAsync();
        await EndAsync(world, writes, To, Few);
    }

    // What the first re-index kept goes with the second.
    private async Task KilledInRemovalAsync(ChromaBuild build, bool isDropped)
    {
        await using var world = new World(await servers.OfAsync(build), output, isProxied: true);
        using var writes = new TargetWrites(world, Further);
        await world.FillAsync(Few);
        await world.MoveAsync(To);
        await world.EndAsync(To);
        var old = world.Collections("kept").Single();

        var hooks = world.Proxy!.Hooks;
        await KillAsync(world, kill => isDropped
            ? hooks.BeforeAnswer(Endpoint.DeleteCollection, (_, _) => kill())
            : hooks.BeforeForward(Endpoint.DeleteCollection, _ => kill()), Further);
        Assert.Equal([old], world.Collections("retired"));
        Assert.Equal(!isDropped, await world.IsInChromaAsync(old));
        writes.HostDied();

        await world.StartAsync();
        await Eventually.Get(() => world.Collections("retired"), static retired => retired.Count == 0, Reached);
        Assert.False(await world.IsInChromaAsync(old));
        await EndAsync(world, writes, Further, Few);
        Assert.True(await world.IsInChromaAsync(world.Collections("kept").Single()));
    }

    /// <summary>Begins a re-index and kills the host at the first moment that a hook names.</summary>
    private static async Task KillAsync(World world, Func<Func<Task>, IDisposable> hook, string model = To)
    {
        var killed = new TaskCompletionSource();
        using (hook(() =>
        {
            if (!killed.Task.IsCompleted)
                world.KillHost();
            killed.TrySetResult();
            return Task.CompletedTask;
        }))
        {
            await world.MoveAsync(model);
            await killed.Task.WaitAsync(Reached);
        }
    }

    private async Task EndAsync(World world, TargetWrites writes, string model, int documents)
    {
        await world.EndAsync(model);
        output.WriteLine(writes.Check(documents));
        var (texts, moreThanOnce) = ComputedVectors.Of(world.DataDir, model);
        Assert.Equal((documents, 0), (texts, moreThanOnce));
    }
}
