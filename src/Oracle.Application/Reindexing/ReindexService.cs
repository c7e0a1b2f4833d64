using System.Text.Json;
using Oracle.Actors.Ports;
using Oracle.Actors.Reindexing;
using Oracle.Actors.Syncing;
using Oracle.Api;
using Oracle.Api.Reindexing;
using Oracle.Documents.Reindexing;

namespace Oracle.Application.Reindexing;

/// <summary>Writes everything anew, says how far that is, goes back.</summary>
public sealed class ReindexService(IReindexes reindexes, ChromaSnapshot chroma)
{
    private const int MaxModel = 512;

    /// <summary>How it stands.</summary>
    public async Task<ReindexAnswer> StatusAsync(CancellationToken cancel) => Of(await reindexes.StatusAsync(cancel));

    /// <summary>Begins one.</summary>
    /// <param name="model">Whose vectors; null: the configured model's.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="RequestFailedException">There is no such model, one runs, or it cannot begin now.</exception>
    public Task<ReindexAnswer> StartAsync(string? model, CancellationToken cancel) =>
        ToldAsync(async () => Of(await reindexes.StartAsync(Checked(model), cancel)));

    /// <summary>What one would take. Throws as <see cref="StartAsync"/>.</summary>
    public Task<ReindexEstimate> EstimateAsync(string? model, CancellationToken cancel) => ToldAsync(async () =>
    {
        var e = await reindexes.EstimateAsync(Checked(model), cancel);
        return new ReindexEstimate(Words.Of(e.Kind), e.From, e.Model, e.Documents, e.Cached, e.ToEmbed, e.Bytes);
    });

    /// <summary>Begins to go back to the collection that answered before. Throws as <see cref="StartAsync"/>.</summary>
    public Task<ReindexAnswer> RollbackAsync(CancellationToken cancel) => ToldAsync(async () => Of(await reindexes.RollbackAsync(cancel)));

    /// <summary>Ends the one under way; what answers goes on answering, and nothing is left of what was written.</summary>
    /// <exception cref="RequestFailedException">None is under way.</exception>
    public Task<ReindexAnswer> CancelAsync(CancellationToken cancel) => ToldAsync(async () =>
        await reindexes.CancelAsync(cancel) is { } run ? Of(run) : throw new RequestFailedException(FailureKind.Conflict, "No re-index is under way."));

    /// <summary>A re-index as it is told.</summary>
    public static ReindexAnswer Of(Reindex.Status status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return (status.Run is { } run ? Of(run) : Idle(status)) with { Kept = status.Kept?.Name, Advice = status.Advice };
    }

    private static ReindexAnswer Of(ReindexRun run) => new(
        Words.Of(run.State), run.Target.Generation, run.Done, run.Total, run.StartedAt, Words.Of(run.Kind), run.Target.Model, run.Target.Name, run.Error, run.FinishedAt);

    private static ReindexAnswer Idle(Reindex.Status status) =>
        new(Words.Of(ReindexState.Idle), status.Answering?.Generation ?? 0, 0, 0, Model: status.Answering?.Model, Collection: status.Answering?.Name);

    private static string? Checked(string? model) => model switch
    {
        { Length: 0 } => throw RequestFailedException.BadInput("model: is empty"),
        { Length: > MaxModel } => throw RequestFailedException.BadInput($"model: is longer than {MaxModel} characters"),
        _ => model,
    };

    private async Task<T> ToldAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (AlreadyRunningException e) when (e.Running is ReindexRun run)
        {
            throw new RequestFailedException(FailureKind.Conflict, e.Message, Fields(Of(run)));
        }
        catch (RefusedException e)
        {
            // Without Chroma the time for anything will come by itself; else something must be done first.
            throw new RequestFailedException(
                e.IsInput ? FailureKind.BadInput : chroma.Latest.IsConnected ? FailureKind.Conflict : FailureKind.Unavailable, e.Message);
        }
    }

    private static Dictionary<string, object?> Fields(ReindexAnswer answer) => JsonSerializer.SerializeToElement(answer, ApiJson.Options)
        .EnumerateObject().ToDictionary(field => field.Name, field => (object?)field.Value, StringComparer.Ordinal);
}
