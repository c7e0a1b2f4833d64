using System.Text.Json;
using Oracle.Chroma;

namespace Oracle.Chaos.Tests;

/// <summary>Faults of every kind, made through Chroma's own API. As many strangers as deletions, so that the count shows nothing.</summary>
internal sealed class AuditFaults : IDisposable
{
    public static readonly IReadOnlyList<string> Kinds = ["missing", "stale", "orphans", "unretrievable"];
    private const string Text = "";
    private static readonly string[] Changed = ["revision", "content_hash", "embedding_model", "type", "source_file", "concepts", "project", Text];

    private readonly ChromaClient _client;
    private readonly Guid _collection;
    private readonly ChromaLimits _limits;
    private IReadOnlyList<string> _deleted = [];
    private IReadOnlyList<string> _changed = [];
    private IReadOnlyList<string> _swapped = [];
    private IReadOnlyList<string> _strangers = [];

    private AuditFaults(ChromaClient client, Guid collection, ChromaLimits limits) => (_client, _collection, _limits) = (client, collection, limits);

    /// <summary>Makes so many faults in documents <c>doc-0</c> and on.</summary>
    public static async Task<AuditFaults> MakeAsync(Uri chroma, Random random, int documents, int count)
    {
        var client = new ChromaClient(new ChromaOptions { Url = chroma });
        var faults = new AuditFaults(client, (await client.GetCollectionAsync("oracle_knowledge")).Value.Id, (await client.PreFlightAsync()).Value);
        var ids = Enumerable.Range(0, documents).Select(i => $"doc-{i}").ToArray();
        random.Shuffle(ids);
        var (quarter, swapped) = (count / 4, count / 8 * 2);
        faults._swapped = ids[..swapped];
        faults._deleted = ids[swapped..(swapped + quarter)];
        faults._changed = ids[(swapped + quarter)..(count - quarter)];
        faults._strangers = [.. Enumerable.Range(0, quarter).Select(i => $"stranger-{random.Next()}-{i}")];
        await faults.SwapAsync();
        await faults.ChangeAsync(random);
        await faults.ReplaceAsync();
        return faults;
    }

    /// <summary>
    /// The audit found each of these, and names none but these. What the index has really lost its way to, for so much was
    /// written over, comes on top and is repaired too.
    /// </summary>
    public void AssertFound(JsonElement audit)
    {
        string[] stale = [.. _changed, .. _swapped];
        foreach (var (kind, ids) in new[] { ("missing", _deleted), ("stale", stale), ("orphans", _strangers) })
        {
            var named = audit.GetProperty("samples").GetProperty(kind).EnumerateArray().Select(id => id.GetString()!).ToList();
            var found = audit.GetProperty(kind).GetInt32();
            Assert.Equal((kind, ids.Count), (kind, found));
            Assert.Empty(named.Except(ids));
            Assert.Equal((kind, Math.Min(100, found)), (kind, named.Distinct().Count()));
        }

        Assert.Equal(Kinds.Sum(kind => audit.GetProperty(kind).GetInt64()), audit.GetProperty("repaired").GetInt64());    }

    public override string ToString() =>
        $"{_deleted.Count} deleted, {_changed.Count} with other metadata, {_swapped.Count} with each other's vectors, {_strangers.Count} strangers";

    public void Dispose() => _client.Dispose();

    private async Task SwapAsync()
    {
        var records = await ReadAsync(_swapped);
        for (var i = 0; i < records.Count; i += 2)
            (records[i], records[i + 1]) = (records[i] with { Embedding = records[i + 1].Embedding }, records[i + 1] with { Embedding = records[i].Embedding });
        Assert.True((await _client.UpsertAsync(_collection, [.. records.Select(Written)], _limits)).Succeeded);
    }

    private async Task ChangeAsync(Random random)
    {
        var records = await ReadAsync(_changed);
        for (var i = 0; i < records.Count; i++)
        {
            var key = Changed[i % Changed.Length];
            MetadataValue value = key == "revision" ? random.Next(1, int.MaxValue) + 1_000_000_000L : $"another-{random.Next()}";
            records[i] = key == Text ? records[i] with { Document = $"another {random.Next()}" } : records[i] with { Metadata = new Dictionary<string, MetadataValue>(records[i].Metadata, StringComparer.Ordinal) { [key] = value } };
        }

        Assert.True((await _client.UpdateAsync(_collection, [.. records.Select(Written)], _limits)).Succeeded);
    }

    private async Task ReplaceAsync()
    {
        var records = await ReadAsync(_deleted);
        var strangers = records.Select((record, i) => Written(record) with { Id = _strangers[i] }).ToList();
        Assert.True((await _client.DeleteAsync(_collection, [.. _deleted])).Succeeded);
        Assert.True((await _client.UpsertAsync(_collection, strangers, _limits)).Succeeded);
    }

    private async Task<List<StoredRecord>> ReadAsync(IReadOnlyList<string> ids) =>
        [.. (await _client.GetAsync(_collection, new ChromaGet { Ids = [.. ids], Include = ChromaInclude.Metadata | ChromaInclude.Embeddings | ChromaInclude.Documents })).Value];

    private static ChromaRecord Written(StoredRecord record) => new(record.Id, record.Embedding, record.Document, record.Metadata);
}
