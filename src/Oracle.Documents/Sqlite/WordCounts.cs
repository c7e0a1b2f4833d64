using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <summary>
/// How many documents have a word, as the full-text table counts it. Words that a great share of all documents has cost a search
/// the most and say the least: BM25 weighs a word by the logarithm of how few documents have it.
/// </summary>
internal sealed class WordCounts
{
    // Below it every search is quick, and words that look frequent may be what is meant.
    private const long FewDocuments = 2_000;
    private const double GreatShare = 0.2;
    private const int Remembered = 4_096;

    // What was counted when there were so many documents. A tenth more or fewer makes no other word frequent.
    private readonly ConcurrentDictionary<(string Table, string Word), (long Documents, long Count)> _counts = new();

    /// <summary>The words that few enough documents have to tell them apart; none where every word is frequent.</summary>
    public IReadOnlyCollection<string> Telling(SqliteConnection connection, string table, IReadOnlyCollection<string> words)
    {
        var documents = connection.ExecuteScalar<long>("select sum(value) from oracle_counters where name in ('pending', 'synced', 'failed')");
        if (documents < FewDocuments)
            return words;
        var most = (long)(documents * GreatShare);
        return [.. words.Where(word => Count(connection, (table, word), documents, most + 1) <= most)];
    }

    private long Count(SqliteConnection connection, (string Table, string Word) key, long documents, long atMost)
    {
        if (_counts.TryGetValue(key, out var known) && Math.Abs(known.Documents - documents) <= documents / 10)
            return known.Count;
        if (_counts.Count >= Remembered)
            _counts.Clear();
        var count = connection.ExecuteScalar<long>(
            $"select count(*) from (select 1 from {key.Table} where {key.Table} match @Word limit @atMost)", new { key.Word, atMost });
        _counts[key] = (documents, count);
        return count;
    }
}
