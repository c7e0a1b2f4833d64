using Oracle.Testing;
using Oracle.Testing.Faults;

namespace Oracle.Chaos.Tests.Kills;

/// <summary>A host that has Chroma's answer in hand and waits for SQLite's write lock, which the test holds.</summary>
internal sealed class WaitingToSettle : IAsyncDisposable
{
    private readonly List<IDisposable> _hooks = [];
    private readonly TaskCompletionSource _over = new();
    private WriteLock? _lock;

    private WaitingToSettle()
    {
    }

    public static async Task<WaitingToSettle> ReachAsync(World world, Change change)
    {
        var waiting = new WaitingToSettle();
        var (changed, answered, reached) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var (hooks, isFirst) = (world.Proxy!.Hooks, true);
        waiting._hooks.Add(hooks.BeforeAnswer(change.Way, async (request, _) =>
        {
            if (!isFirst || !change.IsIn(request))
                return;
            isFirst = false;
            await changed.Task;
            // The host sends the next one only after it has handed in the settling of this one.
            Assert.True(await world.Client.PostAsync("follower", Texts.Of("follower", Environment.TickCount)));
            waiting._lock = new WriteLock(world.DataDir);
            waiting._hooks.Add(hooks.BeforeForward(Endpoint.Upsert, async _ =>
            {
                reached.TrySetResult();
                await waiting._over.Task;
            }));
            answered.SetResult();
        }));
        await change.MakeAsync();
        changed.SetResult();
        await answered.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return waiting;
    }

    /// <summary>Gives the lock back; the host takes it within a tenth of a second.</summary>
    public void LetSettle()
    {
        _lock?.Dispose();
        _lock = null;
    }

    public ValueTask DisposeAsync()
    {
        LetSettle();
        _over.TrySetResult();
        _hooks.ForEach(hook => hook.Dispose());
        return ValueTask.CompletedTask;
    }
}
