using Akka.Hosting;
using Oracle.Actors.Auditing;
using Oracle.Actors.Hosting;
using Oracle.Documents;

namespace Oracle.Actors.Ports;

/// <summary>Audits: Chroma itself compared with SQLite.</summary>
public interface IAudits
{
    /// <summary>Begins one.</summary>
    /// <exception cref="AlreadyRunningException">One runs; with its <see cref="Audit.Result"/>.</exception>
    /// <exception cref="StoreUnavailableException">It cannot begin at this moment.</exception>
    /// <exception cref="NotAnsweringException">Its journal cannot be read.</exception>
    Task<Audit.Result> BeginAsync(Audit.Run run);

    /// <summary>The one that runs, or the last one; null: there was none.</summary>
    /// <exception cref="NotAnsweringException">Its journal cannot be read.</exception>
    Task<Audit.Result?> LatestAsync();
}

/// <summary>Auditor as others see it.</summary>
public sealed class Audits(IRequiredActor<ActorKeys.Auditor> auditor) : IAudits
{
    private const string Silence = "The auditor does not answer. If this lasts, journal.db is damaged or gone: restart the host.";

    /// <inheritdoc />
    public async Task<Audit.Result> BeginAsync(Audit.Run run) => await auditor.ActorRef.AskAsync(run, Asking.JournaledWithin, Silence) switch
    {
        Audit.Begun begun => begun.Result,
        Audit.AlreadyRunning running => throw new AlreadyRunningException($"An audit runs since {running.Result.StartedAt:O}.", running.Result),
        Audit.Refused refused => throw new StoreUnavailableException(refused.Reason),
        var other => throw Asking.Unknown(other, nameof(Auditor)),
    };

    /// <inheritdoc />
    public async Task<Audit.Result?> LatestAsync() => await auditor.ActorRef.AskAsync(Audit.GetStatus.Instance, Asking.JournaledWithin, Silence) switch
    {
        Audit.Status status => status.Running ?? status.Last,
        var other => throw Asking.Unknown(other, nameof(Auditor)),
    };
}
