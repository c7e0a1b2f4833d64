using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Embeddings.Caching;

/// <summary>The vectors in SQLite, by model and hash of the text. For one caller at a time; blocks.</summary>
internal sealed class CacheFile : IDisposable
{
    // What an entry takes besides its vector: its hash twice, its place among the uses, what their pages leave free.
    private const int Overhead = 256;

    // Evicting goes on to this part below the bound: seldom enough to be cheap, little enough to hold nobody up.
    private const int Slack = 64;
    private const int MaxTouched = 1_000;

    private readonly SqliteConnection _connection;
    private readonly long _maxBytes;
    private readonly Dictionary<long, long> _touched = [];
    private long _clock;

    public CacheFile(SqliteConnection connection, long maxBytes)
    {
        (_connection, _maxBytes) = (connection, maxBytes);
        _clock = connection.ExecuteScalar<long?>("select max(used) from entries") ?? 0;
    }

    /// <summary>So many uses wait in memory that they should be written.</summary>
    public bool HasManyTouched => _touched.Count >= MaxTouched;

    /// <summary>What a vector counts for: its share of a page, which holds only whole vectors, and its entry.</summary>
    public static int BytesOf(int vectorBytes)
    {
        // SQLite's headers: 8 bytes a page, up to 12 a row.
        var perPage = (CacheFiles.PageSize - 8) / (vectorBytes + 12);
        return Overhead + (perPage > 0 ? CacheFiles.PageSize / perPage : vectorBytes + CacheFiles.PageSize);
    }

    /// <summary>The vectors that are held, by the place of their hash in the list. Each counts as used now.</summary>
    public IReadOnlyDictionary<int, float[]> Find(EmbeddingModel model, IReadOnlyList<byte[]> hashes)
    {
        var found = new Dictionary<int, float[]>();
        foreach (var (place, id, checksum, vector) in _connection.Query<(long Place, long Id, long Checksum, byte[] Vector)>(
            """
            select h.key, e.id, e.checksum, v.vector
            from json_each(@hashes) h
            cross join entries e on e.model = @model and e.hash = unhex(h.value)
            join vectors v on v.id = e.id
            order by h.key
            """, new { hashes = Json(hashes), model = IdOf(model) }))
        {
            // One that the disk has altered is missing; storing it again puts it right.
            if (vector.Length != model.Dimension * sizeof(float) || CachedVector.ChecksumOf(hashes[(int)place], vector) != checksum)
                continue;
            found[(int)place] = CachedVector.ToVector(vector);
            _touched[id] = ++_clock;
        }

        return found;
    }

    /// <summary>How many of the hashes are held. None of them counts as used.</summary>
    public int Count(EmbeddingModel model, IReadOnlyList<byte[]> hashes) => _connection.ExecuteScalar<int>(
        "select count(*) from json_each(@hashes) h cross join entries e on e.model = @model and e.hash = unhex(h.value)",
        new { hashes = Json(hashes), model = IdOf(model) });

    /// <summary>Keeps vectors, and lets the least recently used ones go.</summary>
    public void Store(EmbeddingModel model, IReadOnlyList<(byte[] Hash, byte[] Vector)> vectors)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        WriteTouched();
        _connection.Execute("insert into models (provider, model, dimension) values (@Provider, @Model, @Dimension) on conflict do nothing", model);
        var id = IdOf(model);
        foreach (var (hash, vector) in vectors)
        {
            var entry = _connection.ExecuteScalar<long>(
                """
                insert into entries (model, hash, used, bytes, checksum) values (@id, @hash, @used, @bytes, @checksum)
                on conflict (model, hash) do update set used = excluded.used, checksum = excluded.checksum
                returning id
                """, new { id, hash, used = ++_clock, bytes = BytesOf(vector.Length), checksum = CachedVector.ChecksumOf(hash, vector) });
            _connection.Execute("insert or replace into vectors (id, vector) values (@entry, @vector)", new { entry, vector });
        }

        Evict();
        transaction.Commit();
    }

    /// <summary>Writes which vectors were used.</summary>
    public void Touch()
    {
        if (_touched.Count == 0)
            return;
        using var transaction = _connection.BeginTransaction(deferred: false);
        WriteTouched();
        transaction.Commit();
    }

    /// <summary>Brings the file below its bound, which may be lower than it was, and gives the room back.</summary>
    public void Fit()
    {
        using (var transaction = _connection.BeginTransaction(deferred: false))
        {
            Evict();
            transaction.Commit();
        }

        if (_connection.ExecuteScalar<long>("pragma freelist_count") * 2 > _connection.ExecuteScalar<long>("pragma page_count"))
            _connection.Execute("vacuum");
    }

    public void Dispose() => _connection.Dispose();

    private long? IdOf(EmbeddingModel model) => _connection.ExecuteScalar<long?>(
        "select id from models where provider = @Provider and model = @Model and dimension = @Dimension", model);

    private void WriteTouched()
    {
        try
        {
            _connection.Execute("update entries set used = @Value where id = @Key", _touched);
        }
        finally
        {
            // A use that could not be written is forgotten: what waits here must not grow for ever.
            _touched.Clear();
        }
    }

    private void Evict()
    {
        var excess = _connection.ExecuteScalar<long>("select bytes from totals") - _maxBytes;
        if (excess <= 0)
            return;
        excess += _maxBytes / Slack;
        var last = 0L;
        foreach (var (used, bytes) in _connection.Query<(long Used, long Bytes)>("select used, bytes from entries order by used", buffered: false))
        {
            last = used;
            excess -= bytes;
            if (excess <= 0)
                break;
        }

        _connection.Execute("delete from entries where used <= @last", new { last });
    }

    private static string Json(IEnumerable<byte[]> hashes) => JsonSerializer.Serialize(hashes.Select(Convert.ToHexString));
}
