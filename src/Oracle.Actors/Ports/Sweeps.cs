using Akka.Hosting;
using Oracle.Actors.Hosting;
using Oracle.Actors.Sweeping;
using Oracle.Documents;

namespace Oracle.Actors.Ports;

/// <summary>The sweeper's runs.</summary>
public interface ISweeps
{
    /// <summary>Runs now, and waits for the end.</summary>
    /// <exception cref="AlreadyRunningException">One runs.</exception>
    /// <exception cref="StoreUnavailableException">It failed.</exception>
    /// <exception cref="NotAnsweringException">Its journal cannot be read.</exception>
    Task<Sweeper.SweepFinished> RunAsync(CancellationToken cancel);
}

/// <summary>SyncSweeper as others see it.</summary>
public sealed class Sweeps(IRequiredActor<ActorKeys.SyncSweeper> sweeper) : ISweeps
{
    private const string Silence = "The sweeper does not answer. If this lasts, journal.db is damaged or gone: restart the host.";

    // Longer than a sweep's own deadline, after which it answers by itself.
    private static readonly TimeSpan SweepWithin = TimeSpan.FromMinutes(6);

    /// <inheritdoc />
    public async Task<Sweeper.SweepFinished> RunAsync(CancellationToken cancel)
    {
        // A sweeper that cannot read its journal is started again and again, and a wish sent meanwhile is answered by nobody.
        await sweeper.ActorRef.AskAsync(Sweeper.GetHistory.Instance, Asking.JournaledWithin, Silence, cancel);
        return await sweeper.ActorRef.AskAsync(Sweeper.RunSweep.Instance, SweepWithin, Silence, cancel) switch
        {
            Sweeper.SweepFinished run => run,
            Sweeper.AlreadyRunning running => throw new AlreadyRunningException($"A sweep runs since {running.StartedAt:O}."),
            Sweeper.SweepFailed failed => throw new StoreUnavailableException(failed.Reason),
            var other => throw Asking.Unknown(other, nameof(SyncSweeper)),
        };
    }
}
