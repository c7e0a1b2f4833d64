using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Oracle.Documents;

namespace Oracle.Application.Indexing;

/// <summary>
/// Fills the full-text tables of a database that an earlier Oracle wrote, while the host serves: a portion at a time, so that
/// writes go between them. A crash costs the portion under way.
/// </summary>
internal sealed class TextIndexer(ITextIndexing indexing, TimeProvider clock, ILogger<TextIndexer> log) : BackgroundService
{
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var said = clock.GetTimestamp();
        var began = said;
        if (await TryAsync(indexing.ProgressAsync, stoppingToken) is not { } begun)
            return;
        log.LogInformation(
            "The keyword index is filled anew, for titles and folding: {Done} of {Total} documents are in it. Until it is done the former one answers.", begun.Done, begun.Total);
        while (!await TryAsync(indexing.NextAsync, stoppingToken))
        {
            if (clock.GetElapsedTime(said) < SayEvery)
                continue;
            said = clock.GetTimestamp();
            if (await TryAsync(indexing.ProgressAsync, stoppingToken) is { } progress)
                log.LogInformation("The keyword index: {Done} of {Total} documents.", progress.Done, progress.Total);
        }

        log.LogInformation("The keyword index is filled, after {Seconds:0} s.", clock.GetElapsedTime(began).TotalSeconds);
    }

    // A database that is locked or full for a while is tried again.
    private async Task<T> TryAsync<T>(Func<Task<T>> step, CancellationToken stopping)
    {
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            try
            {
                return await step();
            }
            catch (StoreUnavailableException e)
            {
                log.LogWarning("Filling the keyword index waits for SQLite: {Reason}", e.Message);
                await Task.Delay(AgainAfter, clock, stopping);
            }
        }
    }
}
