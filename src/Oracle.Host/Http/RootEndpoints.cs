using System.Text.Json.Serialization;
using Oracle.Documents;
using Oracle.Host.Following;
using Oracle.Host.Indexing;

namespace Oracle.Host.Http;

/// <summary><c>/api/roots</c>: the folders that are known, one that moved, one whose deletions are held, one that is gone for good.</summary>
internal static class RootEndpoints
{
    private const string Path = "/api/roots";

    public static void MapRoots(this WebApplication app)
    {
        app.MapGet(Path, ListAsync);
        app.MapPost(Path + "/move", MoveAsync);
        app.MapPost(Path + "/confirm", ConfirmAsync);
        app.MapDelete(Path, ForgetAsync);
    }

    private static async Task<IResult> ListAsync(IRoots roots, FollowSnapshot following)
    {
        var all = await roots.AllAsync();
        var counts = await roots.CountAsync();
        return Results.Json(new
        {
            Roots = await Task.Run(() => all.Select(root => RootAnswer.Of(root, counts.GetValueOrDefault(root.Name) ?? new RootCounts(0, 0, null), following.Roots.GetValueOrDefault(root.Name))).ToList()),
        }, Json.Options);
    }

    private static async Task<IResult> MoveAsync(HttpContext context, IRoots roots, VaultIndexer vaults)
    {
        // Paths are of this machine: nobody on another one has a say in what is read here.
        if (context.Connection.RemoteIpAddress is { } remote && !System.Net.IPAddress.IsLoopback(remote))
            return Problems.Of(StatusCodes.Status403Forbidden, "Folders are moved only at the wish of a program on this machine.");
        var (name, path) = await RootRequest.ReadAsync(context.Request, needsPath: true);
        var root = await FindAsync(roots, name);
        if (!Directory.Exists(path))
            throw new BadParameterException($"path: '{path}' is no folder, or may not be seen by this user");
        await vaults.MoveAsync(root, path!, context.RequestAborted);
        return Results.Json(new { name, path }, Json.Options);
    }

    private static async Task<IResult> ConfirmAsync(HttpContext context, IRoots roots, VaultIndexer vaults)
    {
        var (name, _) = await RootRequest.ReadAsync(context.Request, needsPath: false);
        var root = await FindAsync(roots, name);
        if (!Directory.Exists(root.Path))
            return Problems.Of(StatusCodes.Status409Conflict, $"The folder '{root.Path}' is not there, so nothing can be said of its files. If it is gone for good: roots forget {RootStates.NameOf(root)}");
        return Results.Json(new { name, deletedFiles = await vaults.ConfirmAsync(root, context.RequestAborted) }, Json.Options);
    }

    private static async Task<IResult> ForgetAsync(HttpContext context, IRoots roots, VaultIndexer vaults)
    {
        var query = new QueryReader(context.Request);
        var root = await FindAsync(roots, query.Required("name"));
        await vaults.ForgetAsync(root, query.Flag("keepDocuments"), context.RequestAborted);
        return Results.Json(new { name = RootStates.NameOf(root) }, Json.Options);
    }

    private static async Task<Root> FindAsync(IRoots roots, string name)
    {
        var all = await roots.AllAsync();
        return RootStates.Find(all, name) ?? throw new BadHttpRequestException(
            $"There is no root '{name}'. Known are: {(all.Count == 0 ? "none" : string.Join(", ", all.Select(RootStates.NameOf)))}.", StatusCodes.Status404NotFound);
    }
}

/// <summary>A root as it is told.</summary>
internal sealed record RootAnswer(string Name, string Path, RootWord State, long Documents, DateTimeOffset? LastRun, long Held)
{
    /// <summary>Why it is in this state, for a person; absent where it is ok.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Since when; absent where it is ok.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Since { get; init; }

    /// <summary>How many of its files cannot be read; their documents stay as they were.</summary>
    public long Unreadable { get; init; }

    /// <summary>Since when the first of them cannot; absent where all can.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? UnreadableSince { get; init; }

    /// <summary>What is left out of it.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>Whether links out of it are followed.</summary>
    public bool FollowsLinks { get; init; }

    /// <summary>How the following goes; absent where it is not followed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FollowStatus? Following { get; init; }

    public static RootAnswer Of(Root root, RootCounts counts, FollowStatus? following)
    {
        var kept = RootStates.Of(root);
        var (state, reason, since) = Look(root, kept);
        return new RootAnswer(RootStates.NameOf(root), root.Path, state, counts.Documents, kept.LastRun, kept.Held?.Files ?? 0)
        {
            Reason = reason, Since = since, Unreadable = counts.Unreadable, UnreadableSince = counts.UnreadableSince, Excluded = root.Excluded, FollowsLinks = root.FollowsLinks, Following = following,
        };
    }

    private static (RootWord, string?, DateTimeOffset?) Look(Root root, RootState kept)
    {
        try
        {
            using var entries = Directory.EnumerateFileSystemEntries(root.Path).GetEnumerator();
            entries.MoveNext();
            return kept.Held is { } held ? (RootWord.Held, held.Reason, held.Since) : (RootWord.Ok, null, null);
        }
        catch (DirectoryNotFoundException)
        {
            return (RootWord.Missing, "the folder is not there", root.MissingSince);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (RootWord.Unreadable, e.Message, root.MissingSince);
        }
    }
}

/// <summary>How a root is.</summary>
internal enum RootWord
{
    /// <summary>There.</summary>
    Ok,

    /// <summary>Its folder is not there.</summary>
    Missing,

    /// <summary>Its folder may not be looked into.</summary>
    Unreadable,

    /// <summary>There, and deletions wait for somebody to confirm them.</summary>
    Held,
}
