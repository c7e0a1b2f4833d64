using Oracle.Api.Roots;
using Oracle.Application.Following;
using Oracle.Application.Indexing;
using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Application.Roots;

/// <summary>The folders that are known, one that moved, one whose deletions are held, one that is gone for good.</summary>
public sealed class RootService(IRoots roots, IFiles files, VaultIndexer vaults, FollowSnapshot following)
{
    /// <summary>All of them, with how they are now.</summary>
    public async Task<RootsAnswer> ListAsync()
    {
        var all = await roots.AllAsync();
        var counts = await roots.CountAsync();
        // Whether a folder is there is found by looking, which may block.
        return new RootsAnswer(await Task.Run(() => all
            .Select(root => Of(root, counts.GetValueOrDefault(root.Name) ?? new RootCounts(0, 0, null), following.Roots.GetValueOrDefault(root.Name), vaults.Failures.GetValueOrDefault(root.Name))).ToList()));
    }

    /// <summary>A root lies elsewhere now.</summary>
    /// <exception cref="RequestFailedException">There is no such root, or no such folder, or another root has it and it is not the one that moved.</exception>
    public async Task<MovedRootAnswer> MoveAsync(string name, string path, CancellationToken cancel)
    {
        if (!Path.IsPathFullyQualified(path) || path.Contains('\0', StringComparison.Ordinal))
            throw RequestFailedException.BadInput($"path: '{path}' is not an absolute path");
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var root = await FindAsync(name);
        if (!Directory.Exists(path))
            throw RequestFailedException.BadInput($"path: '{path}' is no folder, or may not be seen by this user");
        var merged = await MayMoveAsync(root, path);
        await vaults.MoveAsync(root, path, cancel);
        return new MovedRootAnswer(RootStates.NameOf(root), path, merged);
    }

    /// <summary>What is held of a root is meant to be gone.</summary>
    /// <exception cref="RequestFailedException">There is no such root, or its folder is not there.</exception>
    public async Task<ConfirmedRootAnswer> ConfirmAsync(string name, CancellationToken cancel)
    {
        var root = await FindAsync(name);
        if (!Directory.Exists(root.Path))
            throw new RequestFailedException(
                FailureKind.Conflict, $"The folder '{root.Path}' is not there, so nothing can be said of its files. If it is gone for good: roots forget {RootName.Quoted(root.Name)}");
        return RootStates.Of(root).Held is null
            ? new ConfirmedRootAnswer(RootStates.NameOf(root), WasHeld: false, DeletedFiles: 0)
            : new ConfirmedRootAnswer(RootStates.NameOf(root), WasHeld: true, await vaults.ConfirmAsync(root, cancel));
    }

    /// <summary>A root is gone for good.</summary>
    /// <exception cref="RequestFailedException">There is no such root.</exception>
    public async Task<ForgottenRootAnswer> ForgetAsync(string name, bool keepDocuments, CancellationToken cancel)
    {
        var root = await FindAsync(name);
        return new ForgottenRootAnswer(RootStates.NameOf(root), await vaults.ForgetAsync(root, keepDocuments, cancel));
    }

    // The roots that were made of the folder meanwhile, with the documents they had.
    private async Task<IReadOnlyList<MergedRoot>> MayMoveAsync(Root root, string path)
    {
        var realPath = Vault.RealPathOf(path) ?? path;
        // The innermost that has the folder.
        var owner = (await roots.AllAsync()).Where(other => other.Name != root.Name && other.Contains(path, realPath)).MaxBy(other => (other.RealPath ?? other.Path).Length);
        if (owner is null || root.Path == path || (owner.IsOfGivenFiles && owner.Path != path))
            return [];
        var isWhole = owner.Path == path || owner.RealPath == realPath;
        var (own, others) = (await files.OfAsync(root.Name), await files.OfAsync(owner.Name));
        var move = await Task.Run(() => RootMove.Look(root, own, path, owner, others));
        if (!move.IsSameVault)
            throw new RequestFailedException(FailureKind.Conflict, move.Refusal(root.Name, path, owner.Name, isWhole));
        return isWhole ? [new MergedRoot(RootStates.NameOf(owner), (await roots.CountAsync()).GetValueOrDefault(owner.Name)?.Documents ?? 0)] : [];
    }

    private async Task<Root> FindAsync(string name)
    {
        var all = await roots.AllAsync();
        return RootStates.Find(all, name) ?? throw RequestFailedException.NotFound(
            $"There is no root '{name}'. Known are: {(all.Count == 0 ? "none" : string.Join(", ", all.Select(known => RootName.Quoted(known.Name))))}.");
    }

    private static RootAnswer Of(Root root, RootCounts counts, FollowStatus? following, ScanFailure? failure)
    {
        var kept = RootStates.Of(root);
        var (state, reason, since) = Look(root, kept, failure);
        return new RootAnswer(
            RootStates.NameOf(root), root.Path, state, counts.Documents, kept.LastRun, kept.Held?.Files ?? 0, reason, since, counts.Unreadable, counts.UnreadableSince,
            root.Excluded, root.FollowsLinks, root.IsOfGivenFiles,
            following is null ? null : new RootFollowing(following.IsWatched, following.Trouble, following.Events, following.Overflows, following.FoundByListing, following.Remade, following.ListedAt));
    }

    private static (string State, string? Reason, DateTimeOffset? Since) Look(Root root, RootState kept, ScanFailure? failure)
    {
        try
        {
            using var entries = Directory.EnumerateFileSystemEntries(root.Path).GetEnumerator();
            entries.MoveNext();
            return kept.Held is { } held ? ("held", held.Reason, held.Since)
                : failure is not null ? ("unreadable", $"the last scan failed: {failure.Reason}", failure.Since)
                : ("ok", null, null);
        }
        catch (DirectoryNotFoundException)
        {
            return ("missing", "the folder is not there", root.MissingSince);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ("unreadable", e.Message, root.MissingSince);
        }
    }
}
