using System.Globalization;

namespace Oracle.Embeddings.Caching;

/// <summary>
/// Vectors that were computed once, in a file of their own, so that a retry, a re-index or a lost Chroma computes none
/// of them again. Bounded: the least recently used go first. It only ever helps: whatever happens to the file, vectors
/// are "not held" or "not kept", it is said once, and no call fails. May be shared by any number of callers.
/// </summary>
public sealed class EmbeddingCache : IAsyncDisposable
{
    // Between two slices other callers get their turn.
    private const int Slice = 1_000;

    private readonly string _path;
    private readonly long _maxBytes;
    private readonly Action<string> _warn;
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    // SQLite blocks; one at a time on the thread pool, so that neither the actors' threads nor all of the pool's wait for it.
    private readonly SemaphoreSlim _turn = new(1);
    private CacheFile? _file;

    private EmbeddingCache(string path, long maxBytes, Action<string> warn) => (_path, _maxBytes, _warn) = (path, maxBytes, warn);

    /// <summary>The file's name within a data directory. It may be deleted at any time.</summary>
    public const string FileName = "embeddings.db";

    /// <summary>The bound unless another is asked for: 300,000 vectors of 384 numbers.</summary>
    public const long DefaultMaxBytes = 512L << 20;

    /// <summary>Opens the cache of a data directory; makes it if it is not there.</summary>
    /// <param name="dataDirectory">A folder that exists.</param>
    /// <param name="maxBytes">The bound: bytes of vectors and what goes with each of them.</param>
    /// <param name="warn">
    /// Hears one sentence for each kind of trouble: a file that was damaged and begun anew, one that cannot be used, a full disk.
    /// </param>
    public static EmbeddingCache Open(string dataDirectory, long maxBytes, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(dataDirectory);
        ArgumentNullException.ThrowIfNull(warn);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        var cache = new EmbeddingCache(Path.Combine(dataDirectory, FileName), maxBytes, warn);
        cache._file = cache.OpenFile();
        cache.Use(file => file.Fit());
        return cache;
    }

    /// <summary>The vectors that are held, by text. Each counts as used.</summary>
    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<float>>> FindAsync(
        EmbeddingModel model, IEnumerable<string> texts, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var held = new Dictionary<string, ReadOnlyMemory<float>>(StringComparer.Ordinal);
        foreach (var slice in texts.Distinct(StringComparer.Ordinal).Chunk(Slice))
        {
            await InTurnAsync(() =>
            {
                Use(file =>
                {
                    foreach (var (place, vector) in file.Find(model, Hashes(slice)))
                        held[slice[place]] = vector;
                });
                // Apart: uses that cannot be written take no vector away.
                Use(file =>
                {
                    if (file.HasManyTouched)
                        file.Touch();
                });
            }, cancel);
        }

        return held;
    }

    /// <summary>
    /// Keeps the vectors that may be given again: of the model's dimension, finite, not all zero, and, unless the model
    /// is lexical, not one and the same for texts that differ.
    /// </summary>
    public Task StoreAsync(EmbeddingModel model, IReadOnlyCollection<KeyValuePair<string, ReadOnlyMemory<float>>> vectors, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(vectors);
        return InTurnAsync(() =>
        {
            var kept = WorthKeeping.Of(model, vectors).Select(pair => (CachedVector.HashOf(pair.Text), pair.Vector)).ToList();
            if (kept.Count > 0)
                Use(file => file.Store(model, kept));
        }, cancel);
    }

    /// <summary>How many of these texts need not be computed; one that comes twice counts twice. None counts as used.</summary>
    public async Task<int> CountHeldAsync(EmbeddingModel model, IEnumerable<string> texts, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var held = 0;
        foreach (var slice in texts.Chunk(Slice))
            await InTurnAsync(() => Use(file => held += file.Count(model, Hashes(slice))), cancel);
        return held;
    }

    /// <summary>Writes down what was used, and closes the file. Whoever asks afterwards finds nothing held.</summary>
    public async ValueTask DisposeAsync() => await InTurnAsync(() =>
    {
        Use(file => file.Touch());
        Close();
    }, CancellationToken.None);

    private static List<byte[]> Hashes(IEnumerable<string> texts) => [.. texts.Select(CachedVector.HashOf)];

    private async Task InTurnAsync(Action work, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            await Task.Run(work, CancellationToken.None);
        }
        finally
        {
            _turn.Release();
        }
    }

#pragma warning disable CA1031 // Whatever the file does, it is worth a sentence, and no embedding.
    private void Use(Action<CacheFile> use)
    {
        if (_file is null)
            return;
        try
        {
            // SQLite goes on with a file that has no name any more, and all of it would be gone with the process.
            if (!File.Exists(_path))
                BeginAnew("was deleted");
            if (_file is not null)
                use(_file);
        }
        catch (Exception e) when (CacheFiles.IsDamage(e))
        {
            BeginAnew($"cannot be read ({e.Message})");
        }
        catch (Exception e)
        {
            Say($"The embedding cache {_path} cannot be used for the moment ({e.Message}); vectors are computed without it.");
        }
    }

    private void BeginAnew(string why)
    {
        Close();
        try
        {
            var aside = File.Exists(_path) ? string.Create(CultureInfo.InvariantCulture, $"; it was moved to {CacheFiles.SetAside(_path)}") : "";
            _file = CacheFiles.Open(_path, _maxBytes);
            Say($"The embedding cache {_path} {why}{aside}. A new one was begun; vectors are computed again as they are needed.");
        }
        catch (Exception e)
        {
            Say($"The embedding cache {_path} {why}, and no new one can be made ({e.Message}); vectors are computed without it until the next start.");
        }
    }

    private CacheFile? OpenFile()
    {
        try
        {
            return CacheFiles.Open(_path, _maxBytes);
        }
        catch (Exception e) when (CacheFiles.IsDamage(e))
        {
            BeginAnew($"cannot be read ({e.Message})");
            return _file;
        }
        catch (Exception e)
        {
            Say($"The embedding cache {_path} cannot be opened ({e.Message}); vectors are computed without it until the next start.");
            return null;
        }
    }

    private void Close()
    {
        try
        {
            _file?.Dispose();
        }
        catch (Exception e)
        {
            Say($"The embedding cache {_path} could not be closed in order ({e.Message}).");
        }

        _file = null;
    }
#pragma warning restore CA1031

    private void Say(string sentence)
    {
        if (_said.Add(sentence))
            _warn(sentence);
    }
}
