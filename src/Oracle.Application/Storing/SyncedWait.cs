using Microsoft.Extensions.Hosting;
using Oracle.Documents;
using Oracle.Documents.Syncing;

namespace Oracle.Application.Storing;

/// <summary>Waits until Chroma has confirmed what was posted.</summary>
public sealed class SyncedWait(IOutbox outbox, SettlementNews news, TimeProvider time, IHostApplicationLifetime host)
{
    /// <summary>The most documents of one request that are waited for.</summary>
    public const int MaxDocuments = 100_000;

    // One look asks for so many at most, however many there are.
    private const int Slice = 1_000;

    // A hint may be lost, and another program may change a row; nobody waits for longer than this without a look.
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);

    /// <summary>How long is waited where nothing is said of it.</summary>
    public static readonly TimeSpan Standard = TimeSpan.FromSeconds(30);

    /// <summary>The longest that anybody waits.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Returns the ids that Chroma has not confirmed at their revision or a newer one: none as soon as there are none, else
    /// those left when the time is up, when only final ones are left (quarantined, or deleted meanwhile), or when the host stops.
    /// Either answer is of one look at all of them.
    /// </summary>
    public async Task<IReadOnlyCollection<string>> WaitAsync(IReadOnlyDictionary<string, long> revisions, TimeSpan within, CancellationToken cancel)
    {
        var left = All(revisions);
        // Before the first look: what is settled between it and this would be missed.
        using var reader = news.Read(revisions);
        using var timeUp = new CancellationTokenSource(within, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, cancel, host.ApplicationStopping);
        try
        {
            while (true)
            {
                reader.Forget();
                var isOfAll = left.Count == revisions.Count;
                // What was confirmed while others were waited for may be written anew meanwhile: in the end all are looked at.
                if (!await LookAsync(left, toTheEnd: false) && (isOfAll || !await LookAsync(left = All(revisions), toTheEnd: true)))
                    break;
                await reader.NextAsync(LookAnyway, time, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            await LookAsync(left = All(revisions), toTheEnd: true);
        }

        return left.Keys;
    }

    private static Dictionary<string, long> All(IReadOnlyDictionary<string, long> revisions) => new(revisions, StringComparer.Ordinal);

    /// <summary>Takes away what is confirmed. True when waiting for the others may help.</summary>
    private async Task<bool> LookAsync(Dictionary<string, long> left, bool toTheEnd)
    {
        var open = false;
        foreach (var slice in left.Chunk(Slice))
        {
            if (await NotConfirmedAsync(slice) is not { } states)
                return true;
            var notConfirmed = states.ToDictionary(state => state.Id, state => state.IsFinal, StringComparer.Ordinal);
            foreach (var (id, _) in slice.Where(document => !notConfirmed.ContainsKey(document.Key)))
                left.Remove(id);
            open |= notConfirmed.ContainsValue(false);
            // The rest gets its turn when these are done: all have to be.
            if (open && !toTheEnd)
                return true;
        }

        return open;
    }

    private async Task<IReadOnlyList<NotConfirmed>?> NotConfirmedAsync(IEnumerable<KeyValuePair<string, long>> slice)
    {
        try
        {
            return await outbox.NotConfirmedAsync(new Dictionary<string, long>(slice, StringComparer.Ordinal));
        }
        catch (StoreUnavailableException)
        {
            // What was posted is on disk; only how it stands cannot be read at this moment.
            return null;
        }
    }
}
