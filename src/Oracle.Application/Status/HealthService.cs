using Oracle.Actors.Auditing;
using Oracle.Actors.Ports;
using Oracle.Actors.Stats;
using Oracle.Api.Roots;
using Oracle.Application.Indexing;
using Oracle.Documents;

namespace Oracle.Application.Status;

/// <summary>Why documents cannot be stored at this moment, or null; asked for no longer than given.</summary>
public delegate Task<string?> StoreTrouble(TimeSpan within);

/// <summary>How the server is.</summary>
/// <param name="Status"><c>ok</c>, <c>degraded</c> or <c>failing</c>.</param>
/// <param name="Reason">Why it is not ok.</param>
public sealed record Health(string Status, string? Reason);

/// <summary>How the server is: what was measured, never what was hoped.</summary>
public sealed class HealthService(StoreTrouble store, IStatisticsReports stats, IRoots roots)
{
    // Other processes take a host that is silent for two seconds for absent.
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(1.5);

    /// <summary>Measures it, held deletions included.</summary>
    public async Task<Health> MeasureAsync()
    {
        var health = await ReadyAsync();
        return health.Status != "failing" && await HeldAsync() is { } held
            ? new Health("degraded", health.Reason is null ? held : $"{health.Reason} {held}")
            : health;
    }

    /// <summary>Whether documents can be stored and read; <c>failing</c> where not. Chroma may come later.</summary>
    public async Task<Health> ReadyAsync()
    {
        var storing = store(Within);
        var trouble = await TroubleAsync();
        return await storing is { } failing ? new Health("failing", failing) : trouble;
    }

    private async Task<Health> TroubleAsync()
    {
        try
        {
            return Trouble(await stats.ReadAsync(Within)) is { } trouble ? new Health("degraded", trouble) : new Health("ok", null);
        }
        catch (StoreUnavailableException e)
        {
            return new Health("failing", e.Message);
        }
        catch (NotAnsweringException e)
        {
            return new Health("degraded", e.Message);
        }
    }

    // Documents are as they were; a person has to say whether they are to go.
    private async Task<string?> HeldAsync()
    {
        try
        {
            return (await roots.AllAsync()).Select(root => (root, RootStates.Of(root).Held)).FirstOrDefault(each => each.Held is not null) is { Held: { } held, root: var root }
                ? $"The deletion of {held.Files:N0} files of '{root.Path}' is held since {held.Since:u}: {held.Reason}. If they are meant to be gone: ./oracle roots confirm {RootName.Quoted(root.Name)}"
                : null;
        }
        catch (StoreUnavailableException e)
        {
            return e.Message;
        }
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
}
