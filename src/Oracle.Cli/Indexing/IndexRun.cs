using System.Text.Json;
using Oracle.Api.Indexing;
using Oracle.Cli.Connecting;
using Oracle.Cli.Output;

namespace Oracle.Cli.Indexing;

/// <summary>Has the host index files and folders, and follows what it says.</summary>
internal static class IndexRun
{
    /// <summary>What to know when a run ends early. Committed documents need no second run; unchanged ones cost little in it.</summary>
    public const string Kept = "What is committed is kept; run the same command again for the rest.";

    private static readonly TimeSpan StatsPause = TimeSpan.FromMilliseconds(500);

    public static async Task<IndexReport> RunAsync(
        OracleApi api, IndexOrder order, IndexProgress progress, TimeProvider time, CancellationToken ct)
    {
        var skipped = new List<IndexEvent.SkippedFile>();
        var rejected = new List<IndexEvent.RejectedDocument>();
        var warnings = new List<IndexEvent.Warning>();
        var asked = time.GetTimestamp();
        try
        {
            await foreach (var happened in api.IndexAsync(order, ct))
            {
                switch (happened)
                {
                    case IndexEvent.Progress counts:
                        progress.Show(counts);
                        if (progress.IsShown && time.GetElapsedTime(asked) >= StatsPause)
                        {
                            progress.Show(await api.StatsAsync(ct));
                            asked = time.GetTimestamp();
                        }
                        break;
                    case IndexEvent.SkippedFile file:
                        skipped.Add(file);
                        progress.Say($"skipped {file.Path}: {file.Error}");
                        break;
                    case IndexEvent.RejectedDocument document:
                        rejected.Add(document);
                        progress.Say(Describe(document));
                        break;
                    case IndexEvent.Warning warning:
                        // All of them stand in the table at the end, as far as it goes.
                        warnings.Add(warning);
                        break;
                    case IndexEvent.Notice notice:
                        progress.Say(OneLine.Of(notice.Text));
                        break;
                    case IndexEvent.Failed failure:
                        throw new CommandFailedException(ExitCodes.Failed, $"indexing stopped: {failure.Error.TrimEnd('.')}. {Kept}");
                    case IndexEvent.Done done:
                        progress.Finish(done);
                        return new IndexReport(done, skipped, rejected, warnings);
                }
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or JsonException)
        {
            throw HostDied(e);
        }
        catch (OperationCanceledException e) when (ct.IsCancellationRequested)
        {
            throw new CommandFailedException(ExitCodes.Failed, $"interrupted. {Kept}", e);
        }
        throw HostDied(null);
    }

    private static string Describe(IndexEvent.RejectedDocument document) =>
        $"refused {OneLine.Of(string.Join(", document ", new[] { document.Path, document.Id }.Where(name => !string.IsNullOrEmpty(name))))}: {document.Error}";

    private static CommandFailedException HostDied(Exception? inner) =>
        new(ExitCodes.Failed, $"the host ended before everything was read. {Kept}", inner);
}
