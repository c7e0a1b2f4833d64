using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using Oracle.Actors.Ports;
using Oracle.Api;
using Oracle.Api.Indexing;
using Oracle.Application.Indexing;
using Oracle.Documents;

namespace Oracle.Host.Http;

/// <summary>
/// <c>POST /api/index</c>: reads files and folders of this machine, for the command line. Its answer is a stream of
/// lines: progress, what was skipped or rejected, and last how it ended.
/// </summary>
internal static class IndexEndpoints
{
    private const int MaxUntold = 1_000;
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(200);

    public static void MapIndex(this IEndpointRouteBuilder app) => app.MapPost("/api/index", IndexAsync);

    private static async Task<IResult> IndexAsync(HttpContext context, VaultIndexer vaults)
    {
        LocalFiles.Require(context);
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

        private async Task<IndexEvent> WorkAsync(Func<Action<IndexTotals>, Func<IndexEvent, Task>, Task> run)
        {
            try
            {
                await run(Count, Tell);
                var t = _totals;
                return new IndexEvent.Done(t.Files, t.Documents, t.Accepted, t.Unchanged, t.Deleted, t.Skipped, t.Rejected, Stopwatch.GetElapsedTime(_started).TotalSeconds)
                {
                    Found = t.Found, New = t.New, Changed = t.Changed, Moved = t.Moved, Gone = t.Gone, Warnings = t.Warnings, Held = t.Held,
                };
            }
            catch (Exception e) when (e is NotAnsweringException or IOException or StoreUnavailableException)
            {
                return new IndexEvent.Failed(e.Message);
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
                await WriteAsync(item);
            var t = _totals;
            await WriteAsync(new IndexEvent.Progress(t.Files, t.Documents, t.Accepted, t.Unchanged, t.Deleted) { Found = t.Found });
        }

        private async Task WriteAsync(IndexEvent line)
        {
            await context.Response.WriteAsync(JsonSerializer.Serialize(line, ApiJson.Options) + "\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
