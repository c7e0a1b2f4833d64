using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Oracle.Application.Learning;

/// <summary>Finishes, when the host starts, what a crash left half learned.</summary>
public sealed class UnfinishedLearnings(LearnService learn, ILogger<UnfinishedLearnings> log) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start does not wait for it.
        await Task.Yield();
        try
        {
            await learn.FinishAsync(stoppingToken);
        }
        // Whatever it is, the host goes on without.
        catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            log.LogWarning("Whether a note was being learned when the host ended cannot be told: {Reason} The next start looks again.", e.Message);
        }
    }
}
