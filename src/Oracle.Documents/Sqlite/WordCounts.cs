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
    private readonly ConcurrentDictionary<(string Table, string Word), (long Documents, bool IsFrequent)> _frequent = new();

    /// <summary>The words that few enough documents have to tell them apart; none where every word is frequent.</summary>
    public IReadOnlyCollection<string> Telling(SqliteConnection connection, string table, IReadOnlyCollection<string> words)
    {
        var documents = connection.ExecuteScalar<long>("select sum(value) from oracle_counters where name in ('pending', 'synced', 'failed')");
        if (documents < FewDocuments)
            return words;
        var most = (long)(documents * GreatShare);
        return [.. words.Where(word => !IsFrequent(connection, (table, word), documents, most))];
    }

    private bool IsFrequent(SqliteConnection connection, (string Table, string Word) key, long documents, long most)
    {
        if (_frequent.TryGetValue(key, out var known) && Math.Abs(known.Documents - documents) <= documents / 10)
            return known.IsFrequent;
        if (_frequent.Count >= Remembered)
            _frequent.Clear();
        // Counted no further than it takes to know.
        var isFrequent = connection.ExecuteScalar<long>(
            $"select count(*) from (select 1 from {key.Table} where {key.Table} match @Word limit @enough)", new { key.Word, enough = most + 1 }) > most;
        _frequent[key] = (documents, isFrequent);
        return isFrequent;
    }
}
