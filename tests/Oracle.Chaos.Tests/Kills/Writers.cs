using Oracle.Testing;

namespace Oracle.Chaos.Tests.Kills;

/// <summary>Clients that write, change and delete as fast as the host answers, each its own documents.</summary>
internal sealed class Writers : IAsyncDisposable
{
    private const int Documents = 300;
    private const int MostAtOnce = 40;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writing;

    public Writers(World world, Random random, int round, int count = 2) =>
        _writing = Task.WhenAll(Enumerable.Range(1, count).Select(writer => (writer, chance: new Random(random.Next())))
            .Select(one => WriteAsync(world.Host, world.Client, $"writer-{one.writer}", round, one.chance)));

    /// <summary>Lets each finish what it sent, so that nothing of it is under way any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _writing;
        _stop.Dispose();
    }

    private async Task WriteAsync(RunningOracle host, LedgerClient client, string name, int round, Random random)
    {
        await Task.Yield();
        for (var version = round * 1_000_000; !_stop.IsCancellationRequested && !host.HasExited; version++)
        {
            if (random.Next(4) == 0)
                await client.DeleteAsync(Id());
            else
                await client.PostAsync(Enumerable.Range(0, random.Next(1, MostAtOnce)).Select(_ => Id()).Distinct().ToDictionary(id => id, id => Texts.Of(id, version)));
        }

        string Id() => $"{name}-{random.Next(Documents)}";
    }
}
