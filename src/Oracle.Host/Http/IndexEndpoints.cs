using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Oracle.Host.Indexing;
using Oracle.Vaults;

namespace Oracle.Host.Http;

/// <summary>
/// <c>POST /api/index</c>: reads files and folders of this machine, for the command line. Its answer is a stream of
/// lines: progress, what was skipped or rejected, and last how it ended.
/// </summary>
internal static class IndexEndpoints
{
    private const int MaxUntold = 1_000;
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(200);

    public static void MapIndex(this WebApplication app) => app.MapPost("/api/index", IndexAsync);

    private static async Task<IResult> IndexAsync(HttpContext context, VaultIndexer vaults)
    {
        // Paths are of this machine: nobody on another one has a say in what is read here.
        if (context.Connection.RemoteIpAddress is { } remote && !IPAddress.IsLoopback(remote))
            return Problems.Of(StatusCodes.Status403Forbidden, "Folders are indexed only at the wish of a program on this machine.");
        var (paths, wishes) = await IndexRequest.ReadAsync(context.Request);
        context.Response.ContentType = "application/x-ndjson";
        var lines = new Lines(context);
        await lines.RunAsync((progress, tell) => vaults.RunAsync(paths, wishes, progress, tell, context.RequestAborted));
        return Results.Empty;
    }

    /// <summary>The answer's lines, written by one task while several report.</summary>
    private sealed class Lines(HttpContext context)
    {
        private readonly Channel<IndexEvent> _told = Channel.CreateBounded<IndexEvent>(MaxUntold);
        private readonly Lock _sync = new();
        private readonly long _started = Stopwatch.GetTimestamp();
        private IndexTotals _totals = IndexTotals.None;

        public async Task RunAsync(Func<Action<IndexTotals>, Func<IndexEvent, Task>, Task> run)
        {
            var work = WorkAsync(run);
            using var timer = new PeriodicTimer(ProgressEvery);
            while (!work.IsCompleted)
            {
                await Task.WhenAny(work, timer.WaitForNextTickAsync(context.RequestAborted).AsTask());
                await FlushAsync();
            }

            await FlushAsync();
            await WriteAsync(await work);
        }

        private async Task<object> WorkAsync(Func<Action<IndexTotals>, Func<IndexEvent, Task>, Task> run)
        {
            try
            {
                await run(Count, Tell);
                var t = _totals;
                return new
                {
                    Event = "done", t.Found, t.Files, t.New, t.Changed, t.Moved, t.Gone, t.Documents, t.Accepted, t.Unchanged, t.Deleted, t.Skipped, t.Rejected, t.Warnings, t.Held,
                    Seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds,
                };
            }
            catch (Exception e) when (e is IndexingRefusedException or Akka.Actor.AskTimeoutException or IOException or Documents.StoreUnavailableException)
            {
                return new { Event = "failed", Error = e.Message };
            }
        }

        private void Count(IndexTotals more)
        {
            lock (_sync)
                _totals += more;
        }

        // Whoever reads files waits here rather than filling memory with complaints.
        private Task Tell(IndexEvent item) => _told.Writer.WriteAsync(item, context.RequestAborted).AsTask();

        private async Task FlushAsync()
        {
            while (_told.Reader.TryRead(out var item))
            {
                await WriteAsync(item switch
                {
                    IndexEvent.Skipped skipped => new { Event = "skipped", skipped.Path, skipped.Error },
                    IndexEvent.Rejected rejected => new { Event = "rejected", rejected.Path, rejected.Id, rejected.Error },
                    IndexEvent.Warned warned => new { Event = "warning", warned.Path, Kind = Word(warned.Warning.Kind), warned.Warning.Line, warned.Warning.Key, warned.Warning.Text },
                    IndexEvent.Notice notice => new { Event = "notice", notice.Text },
                    _ => throw new InvalidOperationException($"unknown event {item}"),
                });
            }

            var t = _totals;
            await WriteAsync(new { Event = "progress", t.Found, t.Files, t.Documents, t.Accepted, t.Unchanged, t.Deleted });
        }

        private static string Word(VaultWarningKind kind) => kind switch
        {
            VaultWarningKind.FrontMatter => "front matter",
            VaultWarningKind.TooMuch => "too much",
            VaultWarningKind.Link => "link",
            _ => throw new InvalidOperationException($"unknown kind {kind}"),
        };

        private async Task WriteAsync(object line)
        {
            await context.Response.WriteAsync(JsonSerializer.Serialize(line, Json.Options) + "\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
