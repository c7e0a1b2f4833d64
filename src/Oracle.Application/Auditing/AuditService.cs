using Oracle.Actors.Auditing;
using Oracle.Actors.Ports;
using Oracle.Api.Auditing;

namespace Oracle.Application.Auditing;

/// <summary>Compares Chroma itself with SQLite.</summary>
public sealed class AuditService(IAudits audits)
{
    /// <summary>Begins one.</summary>
    /// <exception cref="RequestFailedException">What is asked for is wrong, or one runs.</exception>
    public async Task<AuditAnswer> BeginAsync(AuditOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order is { Force: true, Repair: false })
            throw RequestFailedException.BadInput("force: is given without repair");
        if (order.Probe is < 0)
            throw RequestFailedException.BadInput($"probe: is neither a whole number from 0 to {int.MaxValue} nor \"all\"");
        try
        {
            return Of(await audits.BeginAsync(new Audit.Run(order.Repair, order.Force, order.Probe)));
        }
        catch (AlreadyRunningException e) when (e.Running is Audit.Result running)
        {
            throw new RequestFailedException(FailureKind.Conflict, e.Message, new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["state"] = Words.Of(running.State), ["checked"] = running.Checked, ["startedAt"] = running.StartedAt,
            });
        }
    }

    /// <summary>The one that runs, or the last one.</summary>
    public async Task<AuditAnswer> LatestAsync() => Of(await audits.LatestAsync());

    private static AuditAnswer Of(Audit.Result? result) => result is null
        ? new AuditAnswer("idle", 0, 0, 0, 0, 0, 0, Samples(null))
        : new AuditAnswer(
            Words.Of(result.State), result.Checked, result.Missing, result.Stale, result.Orphans, result.Unretrievable, result.Repaired,
            Samples(result.Samples), result.StartedAt, result.FinishedAt, result.Note);

    private static AuditSamples Samples(IReadOnlyDictionary<Audit.Drift, IReadOnlyList<string>>? samples)
    {
        IReadOnlyList<string> Ids(Audit.Drift drift) => samples is not null && samples.TryGetValue(drift, out var ids) ? ids : [];
        return new AuditSamples(Ids(Audit.Drift.Missing), Ids(Audit.Drift.Stale), Ids(Audit.Drift.Orphan), Ids(Audit.Drift.Unretrievable));
    }
}
