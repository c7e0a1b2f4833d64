using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Faults;

/// <summary>
/// A client that goes on working whatever happens: it adds, changes and deletes documents, searches, and asks for the
/// figures. What it is told must be right at every moment, not only in the end.
/// </summary>
internal sealed class Traffic : IAsyncDisposable
{
    private const int Ids = 40;
    private static readonly string[] Words = ["anchor", "beacon", "compass", "drift", "ember", "ฝน", "harbour", "ทะเล", "island", "jetty"];
    // Chroma itself loses records that are changed often from its query's sight, without any fault (chroma#7758). A slower
    // client meets that less often; it does not never meet it.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(150);

    private readonly RunningOracle _host;
    private readonly LedgerClient _client;
    private readonly Random _random;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _mayWrite = new(0, 1);
    private readonly Task _loops;

    // The version is odd while a write is on its way, and changes with every write.
    private ImmutableDictionary<string, (int Version, string? Text)> _known = ImmutableDictionary<string, (int, string?)>.Empty;
    private int _texts;
    private int _searches;

    /// <summary>It writes once it is resumed, and reads at once.</summary>
    public Traffic(RunningOracle host, Ledger ledger, Random random)
    {
        (_host, _client, _random) = (host, new LedgerClient(ledger, host.Http), random);
        _loops = Task.WhenAll(LoopAsync(WriteAsync), LoopAsync(SearchAsync), LoopAsync(StatsAsync));
    }

    /// <summary>What the host said that it must not say, in a line each.</summary>
    public ConcurrentQueue<string> Wrongs { get; } = new();

    /// <summary>How many answers were checked.</summary>
    public string Figures => $"{_texts} writes, {_searches} searches";

    public void Resume() => _mayWrite.Release();

    /// <summary>When this returns, no write is on its way and none begins.</summary>
    public Task PauseAsync() => _mayWrite.WaitAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _mayWrite.Dispose();
    }

    private async Task LoopAsync(Func<Task> step)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await step();
                await Task.Delay(Pace, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The end.
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                Wrongs.Enqueue($"{e.GetType().Name}: {e.Message}");
            }
        }
    }

    private async Task WriteAsync()
    {
        await _mayWrite.WaitAsync(_stop.Token);
        try
        {
            var ids = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => $"doc-{_random.Next(Ids)}").Distinct().ToList();
            var deletes = _random.Next(4) == 0 && Known(ids[0]).Text is not null;
            if (deletes)
                ids = ids[..1];
            var texts = ids.ToDictionary(id => id, id => deletes ? null : NewText(id), StringComparer.Ordinal);
            foreach (var id in ids)
                Become(id, Known(id).Text);
            var acknowledged = deletes ? await _client.DeleteAsync(ids[0]) : await _client.PostAsync(texts!);
            // SQLite is well: nothing that ails Chroma may keep a write from being taken.
            if (!acknowledged)
                Wrongs.Enqueue($"a write of {string.Join(", ", ids)} was not taken");
            foreach (var id in ids)
                Become(id, texts[id]);
        }
        finally
        {
            _mayWrite.Release();
        }
    }

    private async Task SearchAsync()
    {
        var before = _known;
        var word = Words[Random.Shared.Next(Words.Length)];
        var answer = await _host.GetAsync($"/api/search?q={Uri.EscapeDataString(word)}&limit=50&mode={(Random.Shared.Next(4) == 0 ? "vector" : "hybrid")}");
        var after = _known;
        foreach (var hit in answer.GetProperty("results").EnumerateArray())
        {
            var (id, content) = (hit.GetProperty("id").GetString()!, hit.GetProperty("content").GetString());
            var (was, isNow) = (Of(before, id), Of(after, id));
            // While it changes, both are right.
            if (was.Version != isNow.Version || was.Version % 2 == 1)
                continue;
            if (was.Text is null)
                Wrongs.Enqueue($"a search for {word} found {id}, whose deletion was acknowledged");
            else if (was.Text != content)
                Wrongs.Enqueue($"a search for {word} found '{content}' in {id}, which holds '{was.Text}'");
        }
        Interlocked.Increment(ref _searches);
    }

    private async Task StatsAsync()
    {
        var stats = await _host.GetAsync("/api/stats");
        var sync = stats.GetProperty("sync");
        var parts = Count(sync, "synced") + Count(sync, "pending") + Count(sync, "failed");
        if (parts != Count(stats, "total"))
            Wrongs.Enqueue($"the figures do not add up: {stats}");

        static long Count(JsonElement of, string name) => of.GetProperty(name).GetInt64();
    }

    private string NewText(string id) =>
        $"Text {++_texts} of {id}: {Words[_random.Next(Words.Length)]} {Words[_random.Next(Words.Length)]} {_random.Next()}";

    private (int Version, string? Text) Known(string id) => Of(_known, id);

    private void Become(string id, string? text) => _known = _known.SetItem(id, (Known(id).Version + 1, text));

    private static (int Version, string? Text) Of(ImmutableDictionary<string, (int Version, string? Text)> known, string id) =>
        known.GetValueOrDefault(id);
}
