using System.Reflection;
using System.Text.Json.Serialization;
using Akka.Hosting;
using Oracle.Actors.Auditing;
using Oracle.Actors.Hosting;
using Oracle.Actors.Stats;
using Oracle.Documents;
using Oracle.Host.Indexing;

namespace Oracle.Host.Http;

/// <summary>Why documents cannot be stored at this moment, or null; asked for no longer than given.</summary>
internal delegate Task<string?> StoreTrouble(TimeSpan within);

/// <summary><c>/api/health</c>, <c>/health/live</c> and <c>/health/ready</c>: what was measured, never what was hoped.</summary>
internal static class HealthEndpoints
{
    // Other processes take a host that is silent for two seconds for absent.
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(1.5);

    /// <summary>The version of this build.</summary>
    public static string Version { get; } =
        typeof(HealthEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/api/health", async (HttpContext context, StoreTrouble store, IRequiredActor<ActorKeys.StatsActor> stats, IRoots roots) =>
        {
            var (status, reason) = await MeasureAsync(store, stats);
            if (status != "failing" && await HeldAsync(roots) is { } held)
                (status, reason) = ("degraded", reason is null ? held : $"{reason} {held}");
            return Results.Json(new Health(status, "oracle", Version, context.Connection.LocalPort, reason), Json.Options);
        });
        app.MapGet("/health/live", () => Results.Json(new { status = "ok" }, Json.Options));
        app.MapGet("/health/ready", ReadyAsync);
    }

    /// <summary>Ready is who can store and read documents; Chroma may come later.</summary>
    private static async Task<IResult> ReadyAsync(StoreTrouble store, IRequiredActor<ActorKeys.StatsActor> stats)
    {
        var (status, reason) = await MeasureAsync(store, stats);
        return status == "failing"
            ? Problems.Of(StatusCodes.Status503ServiceUnavailable, reason ?? "SQLite does not answer.")
            : Results.Json(new { status }, Json.Options);
    }

    // Documents are as they were; a person has to say whether they are to go.
    private static async Task<string?> HeldAsync(IRoots roots)
    {
        try
        {
            return (await roots.AllAsync()).Select(root => (root, RootStates.Of(root).Held)).FirstOrDefault(each => each.Held is not null) is { Held: { } held, root: var root }
                ? $"The deletion of {held.Files:N0} files of '{root.Path}' is held since {held.Since:u}: {held.Reason}. If they are meant to be gone: ./oracle roots confirm {RootStates.NameOf(root)}"
                : null;
        }
        catch (StoreUnavailableException e)
        {
            return e.Message;
        }
    }

    private static async Task<(string Status, string? Reason)> MeasureAsync(StoreTrouble store, IRequiredActor<ActorKeys.StatsActor> stats)
    {
        var storing = store(Within);
        var report = await StatusEndpoints.AskAsync(stats, Within);
        return (await storing, report) switch
        {
            ({ } trouble, _) => ("failing", trouble),
            (_, Statistics.Unreadable unreadable) => ("failing", unreadable.Reason),
            (_, Statistics.Report seen) => Trouble(seen) is { } trouble ? ("degraded", trouble) : ("ok", null),
            _ => ("degraded", "Statistics do not answer in time: the host is busy, or has just started and still reads its journal."),
        };
    }

    // What keeps documents from being found by their meaning. A document that failed alone is none of it: it is in the statistics.
    private static string? Trouble(Statistics.Report report) => report switch
    {
        { Sync.EmbedderTrouble: { } trouble } => trouble,
        { Sync: { IsConnected: false, Circuit.Reason: { Length: > 0 } reason } } => reason,
        { Sync: not { IsConnected: true } } or { VectorCount: null } => "Chroma has not answered yet, or not in time.",
        { LastAudit: { LeftDrift: true } audit } => Drift(audit),
        { Sync.Unretrievable: > 0 and var count } =>
            $"Chroma's index does not find {count} records by their own vectors; they are written anew, and where that does not help into a new collection. They are found by keywords meanwhile.",
        _ => null,
    };

    private static string Drift(Audit.Result audit) =>
        $"The audit that ended at {audit.FinishedAt:u} found {audit.Found} differences between SQLite and Chroma and repaired {audit.Repaired}. {audit.Note ?? "To repair them: ./oracle audit --repair"}";

    private sealed record Health(
        string Status, string Server, string Version, int Port,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason);
}
