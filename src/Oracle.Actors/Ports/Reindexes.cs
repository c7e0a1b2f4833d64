using Akka.Hosting;
using Oracle.Actors.Hosting;
using Oracle.Actors.Reindexing;
using Oracle.Documents.Reindexing;

namespace Oracle.Actors.Ports;

/// <summary>Re-indexes: everything written anew, while the search goes on.</summary>
public interface IReindexes
{
    /// <summary>How it stands.</summary>
    /// <exception cref="NotAnsweringException">It is not known at this moment.</exception>
    Task<Reindex.Status> StatusAsync(CancellationToken cancel);

    /// <summary>Begins one; null: of the configured model.</summary>
    /// <exception cref="AlreadyRunningException">One runs; with its <see cref="ReindexRun"/>.</exception>
    /// <exception cref="RefusedException">There is no such model, or it cannot begin now.</exception>
    /// <exception cref="NotAnsweringException">It is not known whether it began.</exception>
    Task<ReindexRun> StartAsync(string? model, CancellationToken cancel);

    /// <summary>What one would take. Throws as <see cref="StartAsync"/>.</summary>
    Task<Reindex.Estimate> EstimateAsync(string? model, CancellationToken cancel);

    /// <summary>Begins to go back to the collection that answered before. Throws as <see cref="StartAsync"/>.</summary>
    Task<ReindexRun> RollbackAsync(CancellationToken cancel);

    /// <summary>Ends the one under way; what answers goes on answering. Null: none is under way.</summary>
    /// <exception cref="RefusedException">It cannot be ended now.</exception>
    /// <exception cref="NotAnsweringException">It is not known whether it ended.</exception>
    Task<ReindexRun?> CancelAsync(CancellationToken cancel);
}

/// <summary>Reindexer as others see it.</summary>
public sealed class Reindexes(IRequiredActor<ActorKeys.Reindexer> reindexer) : IReindexes
{
    private const string Silence = "The re-indexer does not answer: the host is busy or shutting down; try again.";

    // It looks for every document's vector in the cache.
    private static readonly TimeSpan EstimateWithin = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public async Task<Reindex.Status> StatusAsync(CancellationToken cancel) => await AskAsync<Reindex.Status>(Reindex.GetStatus.Instance, Asking.JournaledWithin, cancel);

    /// <inheritdoc />
    public async Task<ReindexRun> StartAsync(string? model, CancellationToken cancel) =>
        (await AskAsync<Reindex.Accepted>(new Reindex.Start(model), Asking.JournaledWithin, cancel)).Run;

    /// <inheritdoc />
    public Task<Reindex.Estimate> EstimateAsync(string? model, CancellationToken cancel) =>
        AskAsync<Reindex.Estimate>(new Reindex.DryRun(model), EstimateWithin, cancel);

    /// <inheritdoc />
    public async Task<ReindexRun> RollbackAsync(CancellationToken cancel) =>
        (await AskAsync<Reindex.Accepted>(Reindex.Rollback.Instance, Asking.JournaledWithin, cancel)).Run;

    /// <inheritdoc />
    public async Task<ReindexRun?> CancelAsync(CancellationToken cancel) =>
        (await AskAsync<object>(Reindex.Cancel.Instance, Asking.JournaledWithin, cancel)) is Reindex.Accepted { Run: var run } ? run : null;

    private async Task<T> AskAsync<T>(object wish, TimeSpan within, CancellationToken cancel) => await reindexer.ActorRef.AskAsync(wish, within, Silence, cancel) switch
    {
        Reindex.AlreadyRunning { Run: var run } => throw new AlreadyRunningException($"A re-index runs since {run.StartedAt:O}.", run),
        Reindex.Refused refused => throw new RefusedException(refused.Reason, refused.IsInput),
        T answer => answer,
        var other => throw Asking.Unknown(other, nameof(Reindexer)),
    };
}
