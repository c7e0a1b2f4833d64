using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Reindexing;

/// <summary>
/// Clients that search one question after the other, in all three modes, for documents that nobody changes; and what came of it: a document
/// that a question had found and finds no more, an error, a text that was replaced or deleted.
/// </summary>
internal sealed class Searchers : IAsyncDisposable
{
    // Without any, the questions take most of two processors, and what is under test waits for its share.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(LongRun.IsOn ? 0 : 100);
    private static readonly string[] Modes = ["hybrid", "fts", "vector"];

    private readonly RunningOracle _host;
    private readonly IReadOnlyList<string> _stable;
    private readonly ConcurrentDictionary<(string Id, string Mode), bool> _found = new();
    private readonly ConcurrentBag<string> _troubles = [];
    private readonly ConcurrentDictionary<string, int> _minimum = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _clients = [];
    private readonly Lock _gate = new();
    private List<double> _took = [];
    private int _queries;

    public Searchers(RunningOracle host, IReadOnlyList<string> stable) => (_host, _stable) = (host, stable);

    /// <summary>Queries since the last phase began.</summary>
    public int Queries => Volatile.Read(ref _queries);

    /// <summary>What went wrong.</summary>
    public IReadOnlyCollection<string> Troubles => _troubles;

    /// <summary>A word that only one document has.</summary>
    public static string Word(string id) => $"word{id.Replace("-", "", StringComparison.Ordinal)}";

    /// <summary>The text of a document's version; the version can be read from it.</summary>
    public static string Text(string id, int version = 0) => $"{Word(id)} is what note {id} is about. version {version} of {Texts.Of(id, version)}";

    /// <summary>Asks for every document once in every mode: what is found now must be found ever after.</summary>
    public async Task LearnAsync()
    {
        foreach (var mode in Modes)
        {
            await Parallel.ForEachAsync(_stable, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (id, _) =>
            {
                if ((await AskAsync(id, mode)).Any(hit => hit.Id == id))
                    _found[(id, mode)] = true;
            });
        }
    }

    public int Known => _found.Count;

    public void Start(int clients, int seed)
    {
        for (var i = 0; i < clients; i++)
        {
            var random = new Random(seed + i);
            _clients.Add(Task.Run(() => SearchAsync(random)));
        }
    }

    /// <summary>From now on nothing older than this version may be returned of the document; a negative one: nothing at all.</summary>
    public void Acknowledged(string id, int version) => _minimum[id] = version;

    /// <summary>The 99th percentile of the time that queries took since this was last asked, and how many there were.</summary>
    public (int Queries, double P99) Lap()
    {
        lock (_gate)
        {
            var took = _took.Order().ToList();
            _took = [];
            return (took.Count, took.Count == 0 ? 0 : took[(int)(took.Count * 0.99)]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients);
        _stop.Dispose();
    }

    private async Task SearchAsync(Random random)
    {
        while (!_stop.IsCancellationRequested)
        {
            var (id, mode) = (_stable[random.Next(_stable.Count)], Modes[random.Next(Modes.Length)]);
            var known = new Dictionary<string, int>(_minimum, StringComparer.Ordinal);
            try
            {
                var clock = Stopwatch.StartNew();
                var hits = await AskAsync(id, mode);
                lock (_gate)
                    _took.Add(clock.Elapsed.TotalMilliseconds);
                Interlocked.Increment(ref _queries);
                if (_found.ContainsKey((id, mode)) && hits.All(hit => hit.Id != id))
                    _troubles.Add($"{DateTime.UtcNow:mm:ss.fff} lost: {id} by {mode}");
                foreach (var hit in hits.Where(hit => known.TryGetValue(hit.Id, out var least) && (least < 0 || hit.Version < least)))
                    _troubles.Add($"{DateTime.UtcNow:mm:ss.fff} stale: {hit.Id} version {hit.Version} by {mode}, though {known[hit.Id]} was acknowledged before");
                if (Pause > TimeSpan.Zero)
                    await Task.Delay(Pause, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The end.
            }
            catch (Exception e) when (e is HttpRequestException or JsonException or OperationCanceledException)
            {
                _troubles.Add($"{DateTime.UtcNow:mm:ss.fff} error: {id} by {mode}: {e.Message}");
            }
        }
    }

    private async Task<IReadOnlyList<(string Id, int Version)>> AskAsync(string id, string mode)
    {
        // The whole text: another model has other neighbours, but every model has none nearer than this.
        var question = Uri.EscapeDataString(Text(id));
        var answer = await _host.GetAsync($"/api/search?q={question}&mode={mode}&limit=10");
        // A machine that is short of time leaves out vectors once in a while, and the answer says so.
        for (var again = 1; again < 3 && mode != "fts" && answer.GetProperty("degraded").GetBoolean(); again++)
            answer = await _host.GetAsync($"/api/search?q={question}&mode={mode}&limit=10");
        if (mode != "fts" && answer.GetProperty("degraded").GetBoolean())
            _troubles.Add($"{DateTime.UtcNow:mm:ss.fff} degraded: {id} by {mode}");
        return [.. answer.GetProperty("results").EnumerateArray().Select(hit => (
            hit.GetProperty("id").GetString()!, Version(hit.GetProperty("content").GetString()!)))];
    }

    private static int Version(string text)
    {
        var at = text.IndexOf("version ", StringComparison.Ordinal);
        return at < 0 ? 0 : int.Parse(text.AsSpan(at + 8, text.IndexOf(' ', at + 8) - at - 8), System.Globalization.CultureInfo.InvariantCulture);
    }
}
