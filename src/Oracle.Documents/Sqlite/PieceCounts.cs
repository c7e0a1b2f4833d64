using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <summary>
/// How many documents have a word, or a piece of running text, as the full-text table counts it. What a great share of all documents
/// has costs a search the most and says the least: BM25 weighs a word by the logarithm of how few documents have it.
/// </summary>
internal sealed class PieceCounts
{
    // Below it every search is quick, and words that look frequent may be what is meant.
    private const long FewDocuments = 2_000;
    private const double GreatShare = 0.2;
    private const int Remembered = 4_096;

    // What was counted when there were so many documents. A tenth more or fewer changes no weight by much.
    private readonly ConcurrentDictionary<(string Table, string Piece), (long Documents, long Count)> _counts = new();

    /// <summary>The words that few enough documents have to tell them apart; none where every word is frequent.</summary>
    public IReadOnlyCollection<string> Telling(SqliteConnection connection, string table, IReadOnlyCollection<string> words)
    {
        var documents = Documents(connection);
        return documents < FewDocuments ? words : [.. words.Where(word => Count(connection, table, word, documents) <= Most(documents))];
    }

    /// <summary>How much of these pieces there is, 0 to 1, each weighed as BM25 weighs it (Robertson and Zaragoza 2009, 3.3.1, its logarithm above 0).</summary>
    public double Coverage(SqliteConnection connection, string table, IReadOnlyCollection<string> pieces, Func<string, bool> isThere)
    {
        var documents = Documents(connection);
        var (has, all) = (0.0, 0.0);
        foreach (var piece in pieces)
        {
            var count = Count(connection, table, piece, documents);
            var weight = Math.Log(1 + ((Math.Max(0, documents - count) + 0.5) / (count + 0.5)));
            all += weight;
            if (isThere(piece))
                has += weight;
        }

        return all > 0 ? has / all : 0;
    }

    private long Count(SqliteConnection connection, string table, string piece, long documents)
    {
        var key = (table, piece);
        if (_counts.TryGetValue(key, out var known) && Math.Abs(known.Documents - documents) <= documents / 10)
            return known.Count;
        if (_counts.Count >= Remembered)
            _counts.Clear();
        // Counted no further than it takes to know that it is frequent.
        var count = connection.ExecuteScalar<long>(
            $"select count(*) from (select 1 from {table} where {table} match @piece limit @enough)", new { piece, enough = Most(documents) + 1 });
        _counts[key] = (documents, count);
        return count;
    }

    private static long Most(long documents) => documents < FewDocuments ? documents : (long)(documents * GreatShare);

    private static long Documents(SqliteConnection connection) =>
        connection.ExecuteScalar<long>("select sum(value) from oracle_counters where name in ('pending', 'synced', 'failed')");
}
