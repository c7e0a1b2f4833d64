using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Oracle.Documents;

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
            await learn.FinishAsync();
        }
        catch (Exception e) when (e is StoreUnavailableException or Actors.Ports.NotAnsweringException or IOException)
        {
            log.LogWarning("A note that was being learned when the host ended is not indexed yet: {Reason} It is tried again at the next start.", e.Message);
        }
    }
}
