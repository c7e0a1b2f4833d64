using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Oracle.Application.Status;

namespace Oracle.Application.Importing;

/// <summary>
/// Removes, before the host serves, the copy of an old database that a crash during an import left. The next import need not make one, and
/// until then the copy would hold what its owner may have deleted from the original.
/// </summary>
public sealed class UnfinishedImports(DatabaseFile database, ILogger<UnfinishedImports> log) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var folder = WorkFolder(database);
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        // The host goes on without: the next import removes it, or says why it cannot.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("The folder {Folder}, which an interrupted import left, cannot be removed: {Reason} Remove it by hand.", folder, e.Message);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Where an import copies an old database to, if it has to. Nothing else is kept there.</summary>
    internal static string WorkFolder(DatabaseFile database) => Path.Combine(Path.GetDirectoryName(database.Path)!, "importing");
}
