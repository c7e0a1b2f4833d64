using System.Text.Json;
using System.Threading.Channels;
using Oracle.Api.Syncing;
using Oracle.Cli.Connecting;

namespace Oracle.Cli.Indexing;

/// <summary>
/// How many documents the host has told of while one waits for them. Hints only: where it tells nothing, or no more, waiting
/// takes a pause longer and is as right as before.
/// </summary>
internal sealed class SyncHints : IAsyncDisposable
{
    private readonly CancellationTokenSource leaving = new();
    private readonly Channel<bool> more = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Task listening;
    private long told;

    public SyncHints(OracleApi api) => listening = ListenAsync(api);

    /// <summary>Settlements of documents told of so far.</summary>
    public long Told => Interlocked.Read(ref told);

    /// <summary>Ends when so many have been told of, or after so long.</summary>
    public async Task UntilAsync(long count, TimeSpan within, TimeProvider time, CancellationToken ct)
    {
        using var timeUp = new CancellationTokenSource(within, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, ct);
        try
        {
            while (Told < count)
            {
                await more.Reader.ReadAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Not so many; the caller looks all the same.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        await listening;
        leaving.Dispose();
    }

    private async Task ListenAsync(OracleApi api)
    {
        try
        {
            await foreach (var data in api.EventsAsync("sync", leaving.Token))
            {
                Interlocked.Add(ref told, OracleApi.Read<SettledEvent>(data).Documents?.Count ?? 0);
                more.Writer.TryWrite(true);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or JsonException or OperationCanceledException or CommandFailedException)
        {
            // No such host, too many listeners already, or the wait is over: one goes on asking.
        }
    }
}
