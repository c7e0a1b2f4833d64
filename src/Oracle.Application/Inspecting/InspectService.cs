using System.Text;
using Oracle.Actors.Ports;
using Oracle.Actors.Syncing;
using Oracle.Api.Inspecting;
using Oracle.Application.Following;
using Oracle.Application.Indexing;
using Oracle.Documents;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Application.Inspecting;

/// <summary>What goes on inside the host.</summary>
/// <param name="actors">The actors.</param>
/// <param name="writes">What the store has yet to write.</param>
/// <param name="embedder">What the embedders are at.</param>
/// <param name="outbox">What Chroma does not have yet.</param>
/// <param name="runs">What is indexed at somebody's wish.</param>
/// <param name="following">The roots that are followed.</param>
/// <param name="clock">The time.</param>
public sealed class InspectService(
    IInspection actors, IWriteQueue writes, EmbedderLoad embedder, IOutbox outbox, IndexingRuns runs, FollowSnapshot following, TimeProvider clock)
{
    // With some room to 300 ms for all of it.
    private static readonly TimeSpan Within = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private Task<OutboxDepth>? _reading;

    /// <summary>Looks now, and takes no longer than 300 ms, whatever hangs.</summary>
    public async Task<InspectAnswer> ReadAsync()
    {
        var began = clock.GetTimestamp();
        var at = clock.GetUtcNow();
        var depth = DepthAsync(at);
        var inspected = await actors.ReadAsync(Within);
        var queues = new QueuesBlock(Of(writes.Read()), Of(embedder.Read()), await depth is { } outbox ? new OutboxBlock(outbox.Unsynced, outbox.Due) : null);
        return new InspectAnswer(
            at, Math.Round(clock.GetElapsedTime(began).TotalMilliseconds, 1), Of(inspected), [.. inspected.Actors.Select(Of)], queues, [.. inspected.Timers.Select(Of)], Scans());
    }

    // Of a store that hangs nobody is asked twice: the questions would pile up before its readers.
    private async Task<OutboxDepth?> DepthAsync(DateTimeOffset now)
    {
        Task<OutboxDepth> reading;
        lock (_gate)
            reading = _reading = _reading is { IsCompleted: false } ? _reading : outbox.DepthAsync(now);
        try
        {
            return await reading.WaitAsync(Within);
        }
        catch (Exception e) when (e is TimeoutException or StoreUnavailableException)
        {
            return null;
        }
    }

    private IReadOnlyList<ScanBlock> Scans() =>
    [
        .. runs.UnderWay.Select(run => new ScanBlock(run.Paths, "index", run.Began, run.Totals.Files, run.Totals.Found)),
        .. following.Roots.Where(root => root.Value.IsScanning).OrderBy(root => root.Key, StringComparer.Ordinal)
            .Select(root => new ScanBlock([root.Key.Length == 0 ? "." : root.Key], "follow", null, null, null)),
    ];

    private static CircuitBlock Of(Inspected inspected) => new(
        Words.Of(inspected.Circuit.State), inspected.CircuitSince, inspected.NextProbe,
        inspected.Circuit is { State: CircuitState.Open, Reason: { Length: > 0 } reason } ? reason : null);

    private static ActorBlock Of(InspectedActor actor) => new(
        actor.Path, actor.Type, actor.State, actor.Answers, actor.Since, actor.Mailbox, actor.Restarts,
        actor.LastFailure is { } failure ? new FailureBlock(failure.At, failure.What) : null, actor.SequenceNumber, [.. actor.Children.Select(Of)]);

    private static StoreQueueBlock Of(WriteQueue queue) => new(queue.Waiting, queue.UnderWay);

    private static EmbedderQueueBlock Of(EmbedderReading load) => new(load.Waiting, load.UnderWay, load.Since);

    private static TimerBlock Of(InspectedTimer timer) => new(timer.Actor, InWords(timer.Name), timer.Due, timer.Every?.TotalSeconds);

    // "EmbedderRetryDue" is "embedder retry due". What has blanks are words already, and may hold a name.
    private static string InWords(string name)
    {
        if (name.Contains(' ', StringComparison.Ordinal))
            return name;
        var words = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterLower(name[i - 1]))
                words.Append(' ');
            words.Append(char.ToLowerInvariant(name[i]));
        }

        return words.ToString();
    }
}
