using Oracle.Testing;

namespace Oracle.Chaos.Tests.Reindexing;

/// <summary>A client that changes, adds and deletes documents without a pause, and tells the searchers what was acknowledged.</summary>
internal sealed class Changes : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    public Changes(RunningOracle host, Searchers searchers, IReadOnlyList<string> changing, int seed) =>
        _work = Task.Run(() => WorkAsync(host, searchers, changing, new Random(seed), _stop.Token));

    /// <summary>How many were acknowledged.</summary>
    public int Count { get; private set; }

    /// <summary>No more changes; throws what went wrong.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_work);
        _stop.Dispose();
    }

    private async Task WorkAsync(RunningOracle host, Searchers searchers, IReadOnlyList<string> changing, Random random, CancellationToken stop)
    {
        for (var version = 1; !stop.IsCancellationRequested; version++)
        {
            var id = random.Next(4) == 0 ? $"added-{version}" : changing[random.Next(changing.Count)];
            if (random.Next(5) == 0)
            {
                using var deleted = await host.Http.DeleteAsync($"/api/documents?id={id}", CancellationToken.None);
                if (deleted.IsSuccessStatusCode)
                    searchers.Acknowledged(id, -1);
            }
            else
            {
                // It may be seen before it is acknowledged.
                searchers.Acknowledged(id, 0);
                var (status, body) = await host.PostDocumentsAsync(new { id, content = Searchers.Text(id, version) });
                Assert.True(status == 202, body.ToString());
                searchers.Acknowledged(id, version);
            }

            Count++;
            await Task.Delay(random.Next(20, 100), CancellationToken.None);
        }
    }
}
