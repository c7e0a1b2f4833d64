using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using Oracle.Actors.Ports;
using Oracle.Api;
using Oracle.Api.Indexing;
using Oracle.Application.Indexing;
using Oracle.Documents;

namespace Oracle.Host.Http;

/// <summary>The lines of an answer to <c>POST /api/index</c>, written by one task while several report. The last one says how the run ended.</summary>
internal sealed class IndexLines(HttpContext context, ILogger log)
{
    private const int MaxUntold = 1_000;
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(200);

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
                Found = t.Found, New = t.New, Changed = t.Changed, Moved = t.Moved, Gone = t.Gone, Warnings = t.Warnings, Held = t.Held, Kept = t.Kept,
            };
        }
        catch (Exception e) when (e is NotAnsweringException or IOException or StoreUnavailableException)
        {
            return new IndexEvent.Failed(e.Message);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Whoever waits would take an answer that merely ends for a host that has ended.
            log.LogError("An index run stopped: {Type}: {Reason}", e.GetType().Name, e.Message);
            log.LogDebug(e, "Where it stopped.");
            return new IndexEvent.Failed($"{e.Message} ({e.GetType().Name})");
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
