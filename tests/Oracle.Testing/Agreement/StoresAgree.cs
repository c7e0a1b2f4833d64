using System.Diagnostics;
using Xunit.Sdk;

namespace Oracle.Testing;

/// <summary>
/// The check after each cycle of faults: what was acknowledged is there, both stores hold the same, every vector is that of
/// its text and finds itself, and the database file is sound. It asks the stores themselves, never the product.
/// </summary>
public static class StoresAgree
{
    private const int MostLines = 200;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private const double ShortestPauseMs = 100;
    private const double LongestPauseMs = 1_000;

    /// <summary>Waits until both stores agree.</summary>
    /// <param name="dataDir">The host's data directory; the host may run or not.</param>
    /// <param name="chroma">The server itself, not a proxy before it.</param>
    /// <param name="collection">Its name; null: the one that answers, as the database says.</param>
    /// <param name="ledger">What was acknowledged.</param>
    /// <param name="deadline">Since the last fault; 60 s unless given.</param>
    /// <param name="sinceLastFault">Started at the last fault; null: that was just now.</param>
    /// <exception cref="XunitException">They did not; holds every difference.</exception>
    public static async Task<Agreed> WithinAsync(
        string dataDir, Uri chroma, string? collection = null, Ledger? ledger = null, TimeSpan? deadline = null, Stopwatch? sinceLastFault = null)
    {
        var within = deadline ?? Deadline;
        var clock = sinceLastFault ?? Stopwatch.StartNew();
        for (var rounds = 1; ; rounds++)
        {
            var readAt = clock.Elapsed;
            var isLast = readAt > within;
            var (rows, differences) = await DifferencesAsync(dataDir, chroma, collection, ledger, complete: isLast);
            if (differences.Count == 0 && !isLast)
                return new Agreed(readAt, rows.Count(row => !row.Deleted), [.. rows.Where(row => row.Quarantined).Select(row => $"{row.Id}: {row.Error}")]);
            if (isLast)
                throw new XunitException(Failure(differences, within, rounds));
            // Twice what looking took: who looks through both stores without a pause keeps them from agreeing.
            var took = clock.Elapsed - readAt;
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(2 * took.TotalMilliseconds, ShortestPauseMs, LongestPauseMs)));
        }
    }

    // Each look costs more than the one before, and means little while that one finds something; the last is at everything.
    private static async Task<(IReadOnlyCollection<StoredRow> Rows, IReadOnlyList<string> Differences)> DifferencesAsync(
        string dataDir, Uri chroma, string? collection, Ledger? ledger, bool complete)
    {
        var differences = new List<string>();
        IReadOnlyDictionary<string, StoredRow> rows = new Dictionary<string, StoredRow>();
        foreach (var look in (Func<Task<IReadOnlyList<string>>>[])
        [
            () => Task.FromResult(ledger?.BrokenBy(rows = StoredRow.All(dataDir)) ?? []),
            () => Task.FromResult(SameSets.NotSettled(rows = StoredRow.All(dataDir))),
            async () => SameSets.Differences(
                rows = StoredRow.All(dataDir), await BothStores.RecordsAsync(chroma, Answering.Of(dataDir, collection).Name)),
            async () => await TrueVectors.DifferencesAsync(dataDir, chroma, Answering.Of(dataDir, collection)),
            () => Task.FromResult(SoundFile.Differences(dataDir)),
        ])
        {
            try
            {
                differences.AddRange(await look());
            }
            catch (Exception error) when (error is not XunitException)
            {
                differences.Add($"cannot be read: {error.GetType().Name}: {error.Message}");
            }

            if (differences.Count > 0 && !complete)
                break;
        }

        return ([.. rows.Values], differences);
    }

    private static string Failure(IReadOnlyList<string> differences, TimeSpan within, int rounds) => differences.Count == 0
        ? $"The stores agree, but did not within {within.TotalSeconds:0.#} s of the last fault."
        : $"The stores do not agree {within.TotalSeconds:0.#} s after the last fault ({rounds} looks). {differences.Count} differences:\n"
          + string.Join('\n', differences.Take(MostLines))
          + (differences.Count > MostLines ? $"\n… and {differences.Count - MostLines} more" : "");
}
