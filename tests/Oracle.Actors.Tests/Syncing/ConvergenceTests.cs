using Akka.Actor;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Syncing;

/// <summary>Guarantee G6 on the actor: whatever happens meanwhile, once faults stop both stores hold the same, with nobody's help.</summary>
public sealed class ConvergenceTests
{
    private const int Steps = 40;

    private static readonly SyncOutcome Down = new(SyncOutcomeKind.Unavailable, "Connection refused.");

    // The first seeds are always the same; the others are new every time, and stand in the test's name.
    public static TheoryData<int> Seeds => [1, 2, 3, 4, Random.Shared.Next(), Random.Shared.Next(), Random.Shared.Next()];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Once_faults_stop_both_stores_agree(int seed)
    {
        var chance = new Random(seed);
        // A source of chance of its own for the actor, which runs beside the test.
        var pauses = new Random(seed);
        await using var world = new SyncWorld { Policy = new SyncPolicy { BatchSize = 8, HalfOpenBatchSize = 3 }, Jitter = pauses.NextDouble };
        world.Start();
        for (var step = 0; step < Steps; step++)
        {
            await DoAsync(world, chance);
            await world.Actors.AdvanceAsync(TimeSpan.FromMilliseconds(chance.Next(4) * 500));
        }

        world.Chroma.Trouble = null;
        world.Chroma.OnWrite = _ => null;
        OpenAll(world);
        world.Outbox.Fault = _ => null;
        // A loss while nothing is due shows at the next look at an idle server.
        await world.AdvanceAsync(10);
        await world.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(45));
    }

    private static async Task DoAsync(SyncWorld world, Random chance)
    {
        switch (chance.Next(12))
        {
            case 0 or 1 or 2:
                await world.AcceptAsync(Enumerable.Range(0, chance.Next(1, 30)).Select(_ => new DocumentDraft($"doc-{chance.Next(40)}", $"Text {chance.Next()}.")));
                world.Hint();
                break;
            case 3:
                for (var i = chance.Next(1, 10); i > 0; i--)
                    await world.DeleteAsync($"doc-{chance.Next(40)}");
                break;
            case 4:
                world.Chroma.Trouble = world.Chroma.Trouble is null ? Down : null;
                break;
            case 5 or 6:
                world.Chroma.OnWrite = Reply(chance.Next(6));
                break;
            case 7:
                world.Chroma.LoseCollection();
                break;
            case 8:
                string[] methods = [nameof(IOutbox.SettleAsync), nameof(IOutbox.DueAsync), nameof(IOutbox.MakeDueAsync), nameof(IOutbox.MarkFailedAsync), "none"];
                world.Outbox.Fault = WatchedOutbox.Unavailable(methods[chance.Next(methods.Length)]);
                break;
            case 9:
                Gates(world)[chance.Next(4)].Close();
                break;
            case 10:
                OpenAll(world);
                break;
            default:
                world.TryRows([.. (await world.RowsAsync()).Select(row => row.N).Take(chance.Next(1, 50))]);
                world.Sync.Tell(ChromaSync.Suspected.Instance);
                break;
        }
    }

    private static Gate[] Gates(SyncWorld world) => [world.Chroma.Writes, world.Chroma.Opens, world.Chroma.Probes, world.Embedder.Gate];

    private static void OpenAll(SyncWorld world) => Array.ForEach(Gates(world), gate => gate.Open());

    private static Func<Write, Reply?> Reply(int kind) => kind switch
    {
        0 => _ => Fakes.Reply.Ambiguous(isApplied: true),
        1 => _ => Fakes.Reply.Ambiguous(isApplied: false),
        2 => write => write.Ids.Count > 1 ? Fakes.Reply.Rejected("Too large.") : null,
        3 => _ => new Reply(Down),
        4 => _ => throw new InvalidOperationException("Nobody thought of this."),
        _ => _ => null,
    };
}
