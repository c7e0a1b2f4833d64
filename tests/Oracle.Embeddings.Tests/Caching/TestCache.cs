using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;
using Oracle.Embeddings.Caching;
using Oracle.Testing;

namespace Oracle.Embeddings.Tests.Caching;

/// <summary>A cache in a folder of the test's own, with what it warned of.</summary>
internal sealed class TestCache : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<string> _warnings = [];

    public TestCache(long maxBytes = EmbeddingCache.DefaultMaxBytes, Action<string>? prepare = null)
    {
        prepare?.Invoke(Path);
        Cache = Open(maxBytes);
    }

    public EmbeddingCache Cache { get; private set; }

    public string Path => _folder[EmbeddingCache.FileName];

    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_warnings)
                return [.. _warnings];
        }
    }

    public async Task ReopenAsync(long maxBytes = EmbeddingCache.DefaultMaxBytes, Action<string>? between = null)
    {
        await Cache.DisposeAsync();
        between?.Invoke(Path);
        Cache = Open(maxBytes);
    }

    public CachingEmbeddingGenerator Over(IEmbeddingGenerator<string, Embedding<float>> inner) => new(inner, Cache);

    public Task StoreAsync(params string[] texts) => StoreAsync(CountingEmbedder.Fake, texts);

    public Task StoreAsync(EmbeddingModel model, params string[] texts) => Cache.StoreAsync(
        model, [.. texts.Select(text => KeyValuePair.Create<string, ReadOnlyMemory<float>>(text, CountingEmbedder.Of(text, model.Dimension)))]);

    public async Task<string[]> HeldAsync(params string[] texts)
    {
        var held = new List<string>();
        foreach (var text in texts)
        {
            if (await Cache.CountHeldAsync(CountingEmbedder.Fake, [text]) == 1)
                held.Add(text);
        }

        return [.. held];
    }

    /// <summary>A second connection, of somebody else.</summary>
    public SqliteConnection Outsider()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await Cache.DisposeAsync();
        _folder.Dispose();
    }

    private EmbeddingCache Open(long maxBytes) => EmbeddingCache.Open(_folder.Path, maxBytes, sentence =>
    {
        lock (_warnings)
            _warnings.Add(sentence);
    });
}
