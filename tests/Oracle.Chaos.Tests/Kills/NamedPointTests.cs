using Oracle.Testing;
using Oracle.Testing.Faults;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.Kills;

/// <summary>
/// <c>kill -9</c> of the host at each point of a document's way that has a name. The points are reached from outside, by
/// holding a request, an answer or SQLite's write lock; the product has no switch for it.
/// </summary>
public sealed class NamedPointTests(ChromaOfClass servers, ITestOutputHelper output) : IClassFixture<ChromaOfClass>
{
    private static readonly int Rounds = LongRun.IsOn ? 10 : 1;

    public static TheoryData<ChromaBuild, Endpoint> Ways
    {
        get
        {
            var ways = new TheoryData<ChromaBuild, Endpoint>();
            foreach (var build in Programme.Builds)
            {
                ways.Add(build, Endpoint.Upsert);
                ways.Add(build, Endpoint.Delete);
            }
            return ways;
        }
    }

    [SkippableTheory, MemberData(nameof(Ways))]
    public Task After_the_commit(ChromaBuild build, Endpoint way) => KilledAsync(build, way, nameof(After_the_commit), async (world, change) =>
    {
        // What is on its way holds up what comes after it: that is acknowledged, and Chroma has heard nothing of it.
        var (held, killed) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var hook = world.Proxy!.Hooks.BeforeForward(Endpoint.Upsert, async _ =>
        {
            held.TrySetResult();
            await killed.Task;
        });
        Assert.True(await world.Client.PostAsync("first", Texts.Of("first", change.Round)));
        await held.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await change.MakeAsync();
        world.KillHost();
        killed.SetResult();
        Assert.False(await change.IsInChromaAsync());
    });

    [SkippableTheory, MemberData(nameof(Ways))]
    public Task Before_the_write(ChromaBuild build, Endpoint way) => KilledAsync(build, way, nameof(Before_the_write), async (world, change) =>
    {
        var (made, killed) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var hook = world.Proxy!.Hooks.BeforeForward(way, async request =>
        {
            if (!change.IsIn(request))
                return;
            await made.Task;
            world.KillHost();
            killed.TrySetResult();
        });
        await change.MakeAsync();
        made.SetResult();
        await killed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(await change.IsInChromaAsync());
    });

    [SkippableTheory, MemberData(nameof(Ways))]
    public Task After_it_was_applied(ChromaBuild build, Endpoint way) => KilledAsync(build, way, nameof(After_it_was_applied), async (world, change) =>
    {
        var (made, killed) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var hook = world.Proxy!.Hooks.BeforeAnswer(way, async (request, _) =>
        {
            if (!change.IsIn(request))
                return;
            await made.Task;
            world.KillHost();
            killed.TrySetResult();
        });
        await change.MakeAsync();
        made.SetResult();
        await killed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(await change.IsInChromaAsync());
        Assert.False(change.IsSettled);
    });

    [SkippableTheory, MemberData(nameof(Ways))]
    public Task Before_the_settling(ChromaBuild build, Endpoint way) => KilledAsync(build, way, nameof(Before_the_settling), async (world, change) =>
    {
        await using var waiting = await WaitingToSettle.ReachAsync(world, change);
        world.KillHost();
        Assert.True(await change.IsInChromaAsync());
        Assert.False(change.IsSettled);
    });

    [SkippableTheory, MemberData(nameof(Ways))]
    public Task During_the_settling(ChromaBuild build, Endpoint way) => KilledAsync(build, way, nameof(During_the_settling), async (world, change) =>
    {
        await using var waiting = await WaitingToSettle.ReachAsync(world, change);
        using var watch = await LockWatch.OnAsync(world.DataDir);
        var killing = watch.KillWhileWritingAsync(world, atMost: TimeSpan.FromSeconds(1));
        waiting.LetSettle();
        // Not seen: it was too quick, and the kill comes just after it.
        var seen = await killing;
        output.WriteLine($"the settling {(seen ? "was seen, and" : "was not seen, but")} {(change.IsSettled ? "is" : "is not")} committed");
    });

    private async Task KilledAsync(ChromaBuild build, Endpoint way, string point, Func<World, Change, Task> kill)
    {
        await using var world = new World(await servers.OfAsync(build), output, isProxied: true);
        await world.StartAsync();
        for (var round = 1; round <= Rounds; round++)
        {
            Assert.True(await world.Client.PostAsync(Change.Many("d", round)));
            await world.CheckAsync();
            await kill(world, new Change(world, way, round));
            await world.StartAsync();
            await world.CheckAsync();
            await HonestStats.AssertAsync(world.Host, world.DataDir);
        }

        world.Report($"{Rounds} kills {point.Replace('_', ' ')} ({way}) on {build}");
    }
}
