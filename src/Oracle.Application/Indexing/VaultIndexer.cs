using System.Collections.Concurrent;
using Oracle.Actors.Ports;
using Oracle.Api.Indexing;
using Oracle.Application.Learning;
using Oracle.Api.Roots;
using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Application.Indexing;

/// <summary>What a person wishes of an index run.</summary>
/// <param name="DeleteMissing">Documents of files that are known to be gone are deleted.</param>
/// <param name="Force">Even where so many went that it is held otherwise.</param>
/// <param name="Excluded">What is left out of the roots from now on, in the form of <c>.gitignore</c>; null: as before.</param>
/// <param name="FollowLinks">Whether links to folders outside are followed from now on; null: as before.</param>
public sealed record IndexWishes(bool DeleteMissing = false, bool Force = false, IReadOnlyList<string>? Excluded = null, bool? FollowLinks = null);

/// <summary>A scan that failed.</summary>
/// <param name="Reason">Why, for a person.</param>
/// <param name="Since">Since when scans fail for this reason.</param>
public sealed record ScanFailure(string Reason, DateTimeOffset Since);

/// <summary>Brings documents in step with files and folders. Of one root, one scan runs at a time.</summary>
public sealed class VaultIndexer(IRoots roots, IFiles files, IDocumentStore documents, IDocumentWriter writer, IndexingRuns runs, LearnFolders learned, TimeProvider clock)
{
    private const int MostReadings = 20;

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ScanFailure> _failures = new(StringComparer.Ordinal);

    /// <summary>Roots whose last scan failed, by their names.</summary>
    public IReadOnlyDictionary<string, ScanFailure> Failures => _failures;

    /// <summary>Told when roots were added, moved or forgotten.</summary>
    public event EventHandler? RootsChanged;

    /// <summary>What is left out is kept for a whole root: for a part of one it would put other rules in the place of the root's own.</summary>
    /// <exception cref="RequestFailedException">Rules are named for a path that is a part of a known root.</exception>
    public async Task CheckAsync(IReadOnlyList<string> paths, IndexWishes wishes)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(wishes);
        if (wishes.Excluded is null)
            return;
        var all = await KnownAsync();
        foreach (var path in paths.Where(Path.Exists))
        {
            var (wanted, real) = (Vault.RootOf(path), Vault.RealPathOf(Vault.RootOf(path)));
            if (all.FirstOrDefault(root => !root.IsOfGivenFiles && root.Path != wanted && root.RealPath != real && root.Contains(wanted, real ?? wanted)) is { } outer && all.All(root => root.Path != wanted))
                throw RequestFailedException.BadInput($"exclude: counts for a whole root, and '{path}' is a part of the root '{outer.Path}'. Give that folder, or write the patterns to '{Path.Combine(wanted, ".oracleignore")}'.");
        }
    }

    /// <summary>Indexes the paths, one after the other.</summary>
    /// <param name="paths">Absolute paths; one that does not exist is told as skipped.</param>
    /// <param name="wishes">How.</param>
    /// <param name="progress">Told each file's numbers; called by several threads.</param>
    /// <param name="tell">Told what was skipped or rejected; called by several threads.</param>
    /// <param name="cancel">Ends the run between two files.</param>
    /// <exception cref="StoreUnavailableException">The store cannot take documents.</exception>
    public async Task RunAsync(
        IReadOnlyList<string> paths, IndexWishes wishes, Action<IndexTotals> progress, Func<IndexEvent, Task> tell, CancellationToken cancel)
    {
        using var run = runs.Begin(paths);
        progress += run.Count;
        foreach (var path in paths)
        {
            if (!Path.Exists(path))
            {
                await tell(new IndexEvent.SkippedFile(path, "does not exist, or may not be seen by this user"));
                progress(IndexTotals.None with { Skipped = 1 });
                continue;
            }

            var root = await RootOfAsync(path, wishes, tell, cancel);
            if (await documents.UntitledFilesAsync(root.Name) is { Count: > 0 } untitled)
                await tell(new IndexEvent.Notice($"an earlier Oracle indexed {untitled.Count:N0} {(untitled.Count == 1 ? "file" : "files")} of '{root.Path}' without titles: what this run reads of them is written and sent anew, this once"));
            await ScanAsync(root, path, wishes, progress, tell, cancel);
            // A known root inside this folder keeps its own ids, wherever the reading starts.
            foreach (var inner in (await roots.AllAsync()).Where(inner => inner.Name != root.Name && Vault.IsWithin(inner.Path, path)))
                await ScanAsync(inner, inner.Path, wishes, progress, tell, cancel);
        }
    }

    /// <summary>Scans a part of a root once, and gives what is left to do. Null: the root is not there, which is kept in mind, and nothing is done.</summary>
    internal async Task<ScanEnd?> ScanAsync(
        string rootName, string path, ScanWishes wishes, Action<IndexTotals> progress, Func<IndexEvent, Task> tell, CancellationToken cancel)
    {
        var gate = _gates.GetOrAdd(rootName, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancel);
        try
        {
            // Read only now: what the scan before this one kept counts.
            var all = await KnownAsync();
            if (all.FirstOrDefault(root => root.Name == rootName) is not { } root)
                return null;
            // While deletions are held every look is at all of it, so that it ends as soon as the files are back.
            if (wishes.Settle > TimeSpan.Zero && RootStates.Of(root).Held is not null)
                path = root.Path;
            for (path = Existing(root.Path, path); ; path = Existing(root.Path, Path.GetDirectoryName(path)!))
            {
                try
                {
                    var end = await new RootScan(root, RootStates.Folder(root, all, LearnFolder.KeepsIds(learned, root, all)), files, roots, writer, clock, progress, tell).RunAsync(path, wishes, cancel);
                    _failures.TryRemove(rootName, out _);
                    return end;
                }
                catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && !Directory.Exists(root.Path))
                {
                    await roots.KeepAsync(root.Name, root.State, root.MissingSince ?? clock.GetUtcNow());
                    return null;
                }
                catch (FileNotFoundException) when (path != root.Path)
                {
                    // It went away between the look and the listing. What lies above it says what became of it.
                }
            }
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            var failure = new ScanFailure(e.Message, clock.GetUtcNow());
            _failures.AddOrUpdate(rootName, failure, (_, before) => before.Reason == failure.Reason ? before : failure);
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Deletes what the guard holds of a root.</summary>
    public async Task<int> ConfirmAsync(Root root, CancellationToken cancel)
    {
        var deleted = 0;
        await ScanAsync(root, root.Path, new IndexWishes(DeleteMissing: true, Force: true), more => Interlocked.Add(ref deleted, more.Gone), _ => Task.CompletedTask, cancel);
        return deleted;
    }

    /// <summary>The folder of a root lies elsewhere now. A root that was made of that place meanwhile is taken up into it.</summary>
    public async Task MoveAsync(Root root, string path, CancellationToken cancel)
    {
        var realPath = Vault.RealPathOf(path) ?? path;
        foreach (var other in (await roots.AllAsync()).Where(other => other.Name != root.Name && (other.Path == path || other.RealPath == realPath)))
            await ForgetAsync(other, keepDocuments: false, cancel);
        await roots.MoveAsync(root.Name, path, realPath);
        // Roots within it went along.
        foreach (var inner in (await roots.AllAsync()).Where(inner => inner.Name != root.Name && inner.Path != root.Path && Vault.IsWithin(inner.Path, root.Path) && !Directory.Exists(inner.Path)))
        {
            var there = Path.Combine(path, Path.GetRelativePath(root.Path, inner.Path));
            if (Directory.Exists(there))
                await roots.MoveAsync(inner.Name, there, Vault.RealPathOf(there) ?? there);
        }

        RootsChanged?.Invoke(this, EventArgs.Empty);
        await ScanAsync(root with { Path = path }, path, new IndexWishes(DeleteMissing: true), _ => { }, _ => Task.CompletedTask, cancel);
        // A root that holds the new place had it for its own until now.
        foreach (var outer in (await roots.AllAsync()).Where(outer => outer.Name != root.Name && outer.Contains(path, realPath)))
            await ScanAsync(outer, outer.Path, new IndexWishes(DeleteMissing: true), _ => { }, _ => Task.CompletedTask, cancel);
    }

    /// <summary>Ends a root, deletes its documents unless they are to be kept, and gives how many were deleted.</summary>
    public async Task<int> ForgetAsync(Root root, bool keepDocuments, CancellationToken cancel)
    {
        var gate = _gates.GetOrAdd(root.Name, _ => new SemaphoreSlim(1));
        var deleted = 0;
        await gate.WaitAsync(cancel);
        try
        {
            if (!keepDocuments)
                await RootScan.DeleteAsync(writer, await files.OfAsync(root.Name), more => Interlocked.Add(ref deleted, more), cancel);
            await roots.ForgetAsync(root.Name);
            _failures.TryRemove(root.Name, out _);
        }
        finally
        {
            gate.Release();
        }

        RootsChanged?.Invoke(this, EventArgs.Empty);
        return deleted;
    }

    // Not while the first root is scanned: one of its folders might be called like the new root, and not be stored yet.
    private async Task<Root> NewAsync(string path, string realPath, bool isFile, CancellationToken cancel)
    {
        var gate = _gates.GetOrAdd("", _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancel);
        try
        {
            // Oracle's own folder must not take the ids without a prefix from the vault that its user gives later.
            return await roots.ForAsync(path, realPath, new NewRoot(MayBeFirst: path != learned.Own, IsOwn: !isFile, IsOfGivenFiles: isFile));
        }
        finally
        {
            gate.Release();
        }
    }

    // All roots, with where their links lead now.
    private async Task<IReadOnlyList<Root>> KnownAsync()
    {
        var all = (await roots.AllAsync()).ToList();
        for (var i = 0; i < all.Count; i++)
        {
            if (Vault.RealPathOf(all[i].Path) is not { } real || real == all[i].RealPath)
                continue;
            all[i] = all[i] with { RealPath = real };
            await roots.MoveAsync(all[i].Name, all[i].Path, real);
        }

        return all;
    }

    private async Task<Root> RootOfAsync(string path, IndexWishes wishes, Func<IndexEvent, Task> tell, CancellationToken cancel)
    {
        var before = await KnownAsync();
        var wanted = Vault.RootOf(path);
        var real = Vault.RealPathOf(wanted) ?? wanted;
        // The folder of learned notes was given, by the settings or by Oracle itself, whatever note of it comes first.
        var isFile = File.Exists(path) && wanted != learned.Own && wanted != learned.Folder;
        // A folder within one of which only single files are read is a root of its own.
        var isKnown = before.Any(known => known.Contains(wanted, real) && (isFile || known.Path == wanted || !known.IsOfGivenFiles));
        var root = isKnown ? await roots.ForAsync(wanted, real) : await NewAsync(wanted, real, isFile, cancel);
        var isNew = before.All(other => other.Name != root.Name);
        // Whoever gives a file does not give all that lies beside it; whoever gives the folder does.
        var excluded = wishes.Excluded ?? (root.IsOfGivenFiles && !isFile ? [] : root.Excluded);
        if (!excluded.SequenceEqual(root.Excluded, StringComparer.Ordinal) || wishes.FollowLinks is not null)
        {
            await roots.ReadAsync(root.Name, excluded, wishes.FollowLinks ?? root.FollowsLinks);
            RootsChanged?.Invoke(this, EventArgs.Empty);
        }

        if (!isNew)
            return root;
        RootsChanged?.Invoke(this, EventArgs.Empty);
        if (isFile && wishes.Excluded is null)
            await tell(new IndexEvent.Notice($"of '{root.Path}' only the files are read that are given by name; to read all of it: index {root.Path}"));
        if (before.FirstOrDefault(other => !Directory.Exists(other.Path)) is { } missing)
            await tell(new IndexEvent.Notice($"'{root.Path}' is a new root. If it is '{missing.Path}', which is not there any more: roots move {RootName.Quoted(missing.Name)} {root.Path}"));
        return root;
    }

    private async Task ScanAsync(Root root, string path, IndexWishes wishes, Action<IndexTotals> progress, Func<IndexEvent, Task> tell, CancellationToken cancel)
    {
        var scan = new ScanWishes(wishes.DeleteMissing, wishes.Force);
        var places = new List<string> { path };
        // What was seen empty or half written is read again, and the second reading counts.
        for (var reading = 1; places.Count > 0; reading++)
        {
            var later = new List<PostponedFile>();
            // A root that is not there is kept in mind as missing.
            foreach (var place in reading == 1 ? places : places.Where(Path.Exists))
            {
                if (await ScanAsync(root.Name, place, scan, progress, tell, cancel) is not { Later: var left })
                {
                    await tell(new IndexEvent.Notice($"the folder '{root.Path}' is not there; its documents stay as they are. If it moved: roots move {RootName.Quoted(root.Name)} PATH; if it is gone for good: roots forget {RootName.Quoted(root.Name)}"));
                    return;
                }

                later.AddRange(left);
            }

            if (later.Count == 0)
                return;
            if (reading == MostReadings)
            {
                foreach (var file in later)
                    await tell(new IndexEvent.SkippedFile(file.Path, "is written to all the time; run the command again when that has ended"));
                progress(IndexTotals.None with { Skipped = later.Count });
                return;
            }

            var wait = later.Max(file => file.At) - clock.GetUtcNow();
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, clock, cancel);
            // One listing of what holds them all, and nothing is done with what else is there.
            places = [later.Count == 1 ? later[0].Path : Vault.CommonFolder(later.Select(file => Path.GetDirectoryName(file.Path)!))];
            var again = later.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
            scan = scan with { IsAgain = true, AnyUnsettled = true, IsUnsettled = path => !again.Contains(path), SeenEmpty = later.Where(file => file.Empty is not null).ToDictionary(file => file.Path, file => file.Empty!.Value, StringComparer.Ordinal) };
        }
    }

    private static string Existing(string root, string path)
    {
        while (path.Length > root.Length && !Path.Exists(path))
            path = Path.GetDirectoryName(path)!;
        return path.Length > root.Length ? path : root;
    }
}
