using System.Collections.Concurrent;
using System.Text.Json;
using Oracle.Chaos.Tests.Kills;
using Oracle.Testing;
using Oracle.Testing.Faults;

namespace Oracle.Chaos.Tests.Reindexing;

/// <summary>
/// What hosts write to the collection that a re-index fills, seen at the proxy: which documents were sent although SQLite had
/// them confirmed at that moment, or when a host was killed before. For tests in which nobody changes a document.
/// </summary>
internal sealed class TargetWrites : IDisposable
{
    private readonly World _world;
    private readonly string _model;
    private readonly List<IDisposable> _hooks;
    private readonly ConcurrentDictionary<string, bool> _confirmed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _found = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _again = new();
    private int _written;

    public TargetWrites(World world, string model)
    {
        (_world, _model) = (world, model);
        // "update" is none of the calls that have a name.
        _hooks = [.. new[] { Endpoint.Upsert, Endpoint.Other }.Select(write => world.Proxy!.Hooks.BeforeForward(write, Seen))];
    }

    /// <summary>Documents that the collection of the model holds, as SQLite says: while it is filled, and once it answers.</summary>
    public IReadOnlySet<string> Confirmed => BothStores.Query(
        _world.DataDir,
        $"""
        select t.id from oracle_targets t join oracle_collections c on c.name = t.collection
        where c.model = '{_model}' and c.state = 'filling' and t.revision > 0
        union select id from oracle_documents where sync_status = 'synced' and exists (
            select 1 from oracle_collections where state = 'answering' and model = '{_model}')
        """).Select(row => (string)row[0]!).ToHashSet(StringComparer.Ordinal);

    /// <summary>The host is dead: what is confirmed now must not be written any more, by none that comes after it.</summary>
    public IReadOnlySet<string> HostDied()
    {
        var confirmed = Confirmed;
        foreach (var id in confirmed)
            _confirmed[id] = true;
        return confirmed;
    }

    /// <summary>Nothing was written again that was confirmed.</summary>
    public string Check(int documents)
    {
        Assert.True(_written >= documents, $"Only {_written} writes of {documents} documents were seen.");
        Assert.True(_again.IsEmpty, $"{_again.Count} writes of documents that were confirmed, among them {string.Join(", ", _again.Take(10))}");
        // Chroma's index loses some records, which are written anew; that must not become a way to write all of them.
        Assert.True(_found.Count <= documents / 10, $"{_found.Count} of {documents} records were found wrong and written anew.");
        return $"{_written} writes of {documents} documents; {_found.Count} were found wrong by a comparison and written anew";
    }

    public void Dispose() => _hooks.ForEach(hook => hook.Dispose());

    // The host waits meanwhile, so the tables say why it writes.
    private Task Seen(ProxiedRequest request)
    {
        if (request.Path.Split('/') is not [.., var uuid, "upsert" or "update"]
            || BothStores.Query(_world.DataDir, $"select name, state from oracle_collections where uuid = '{uuid}' and model = '{_model}'") is not [var collection])
        {
            return Task.CompletedTask;
        }

        // Named as wrong by a comparison with Chroma, before the switch or after it: these alone may be written anew.
        var wrong = BothStores.Query(_world.DataDir, (string)collection[1]! == "answering"
            ? "select id from oracle_renewals"
            : $"select id from oracle_targets where collection = '{collection[0]}' and revision = -1").Select(row => (string)row[0]!).ToHashSet(StringComparer.Ordinal);
        var now = Confirmed;
        using var body = JsonDocument.Parse(request.Body);
        foreach (var id in body.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetString()!))
        {
            Interlocked.Increment(ref _written);
            if (wrong.Contains(id))
                _found[id] = true;
            else if (now.Contains(id) || _confirmed.ContainsKey(id))
                _again.Enqueue(id);
        }

        return Task.CompletedTask;
    }
}
