using System.Text.Json.Serialization;
using Akka.Actor;
using Akka.Hosting;
using Oracle.Actors.Auditing;
using Oracle.Actors.Hosting;

namespace Oracle.Host.Http;

/// <summary><c>/api/audit</c>: compare Chroma itself with SQLite.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this WebApplication app)
    {
        app.MapPost("/api/audit", RunAsync);
        app.MapGet("/api/audit", StatusAsync);
    }

    private static async Task<IResult> RunAsync(HttpRequest request, IRequiredActor<ActorKeys.Auditor> auditor)
    {
        var wanted = await AuditRequest.ReadAsync(request);
        return await AskAsync(auditor, wanted) switch
        {
            Audit.Begun begun => Results.Json(AuditAnswer.Of(begun.Result), Json.Options, statusCode: StatusCodes.Status202Accepted),
            Audit.AlreadyRunning running => Running(AuditAnswer.Of(running.Result)),
            Audit.Refused refused => Problems.Of(StatusCodes.Status503ServiceUnavailable, refused.Reason),
            _ => Silent(),
        };
    }

    private static async Task<IResult> StatusAsync(IRequiredActor<ActorKeys.Auditor> auditor) =>
        await AskAsync(auditor, Audit.GetStatus.Instance) is Audit.Status status
            ? Results.Json(AuditAnswer.Of(status.Running ?? status.Last), Json.Options)
            : Silent();

    private static async Task<object?> AskAsync(IRequiredActor<ActorKeys.Auditor> auditor, object question)
    {
        try
        {
            return await auditor.ActorRef.Ask<object>(question, Journaled.AnswersWithin);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    // As problem details, with the state of the one that runs beside them.
    private static IResult Running(AuditAnswer running) => TypedResults.Problem(
        statusCode: StatusCodes.Status409Conflict, detail: $"An audit runs since {running.StartedAt:O}.",
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["state"] = running.State, ["checked"] = running.Checked, ["startedAt"] = running.StartedAt,
        });

    private static IResult Silent() => Problems.Of(
        StatusCodes.Status503ServiceUnavailable, "The auditor does not answer. If this lasts, journal.db is damaged or gone: restart the host.");
}

/// <summary>An audit as clients see it.</summary>
internal sealed record AuditAnswer(
    string State, long Checked, int Missing, int Stale, int Orphans, int Unretrievable, int Repaired, AuditSamples Samples,
    DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note)
{
    /// <summary>Null: there was none.</summary>
    public static AuditAnswer Of(Audit.Result? result) => result is null
        ? new AuditAnswer("idle", 0, 0, 0, 0, 0, 0, AuditSamples.Of(null), null, null, null)
        : new AuditAnswer(
            Word(result.State), result.Checked, result.Missing, result.Stale, result.Orphans, result.Unretrievable, result.Repaired,
            AuditSamples.Of(result.Samples), result.StartedAt, result.FinishedAt, result.Note);

    /// <summary>A state as the contract calls it.</summary>
    public static string Word(Audit.State state) => state.ToString().ToLowerInvariant();
}

/// <summary>Up to 100 ids of each kind.</summary>
internal sealed record AuditSamples(
    IReadOnlyList<string> Missing, IReadOnlyList<string> Stale, IReadOnlyList<string> Orphans, IReadOnlyList<string> Unretrievable)
{
    public static AuditSamples Of(IReadOnlyDictionary<Audit.Drift, IReadOnlyList<string>>? samples)
    {
        IReadOnlyList<string> Ids(Audit.Drift drift) => samples is not null && samples.TryGetValue(drift, out var ids) ? ids : [];
        return new AuditSamples(Ids(Audit.Drift.Missing), Ids(Audit.Drift.Stale), Ids(Audit.Drift.Orphan), Ids(Audit.Drift.Unretrievable));
    }
}
