using System.Collections.Concurrent;
using System.Threading.Channels;
using Oracle.Actors.Ports;
using Oracle.Api.Indexing;
using Oracle.Api.Roots;
using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Application.Indexing;

/// <summary>
/// Brings the documents of a part of a root in step with its files: lists them, opens what has changed, hands it to DocumentIndexer file by
/// file, follows what has moved, and deletes what is gone.
/// </summary>
internal sealed class RootScan(
    Root root, VaultRoot folder, IFiles files, IRoots roots, IDocumentWriter writer, TimeProvider clock, Action<IndexTotals> progress, Func<IndexEvent, Task> tell)
{
    // Enough to share commits, little enough that memory stays small.
    private const int FilesInFlight = 32;
    private const int RecordsAtOnce = 1_000;

    private readonly ConcurrentBag<FileRecord> _records = [];
    private readonly ConcurrentBag<PostponedFile> _later = [];

    /// <summary>Does it, and gives what is left to do.</summary>
    /// <param name="path">The root's folder, or a folder or file within it.</param>
    /// <param name="wishes">How.</param>
    /// <param name="cancel">Ends the scan between two files.</param>
    /// <exception cref="FileNotFoundException">The path or the root is not there.</exception>
    /// <exception cref="DirectoryNotFoundException">The root is not a folder.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot take documents.</exception>
    public async Task<ScanEnd> RunAsync(string path, ScanWishes wishes, CancellationToken cancel)
    {
        // Both at once. Listing blocks: it gets a thread of its own, on which it also waits for what was given, which it looks for last.
        var knowing = files.OfAsync(root.Name);
        var listing = await OnAThread(() => Vault.List(folder, path, Given(knowing), cancel), cancel);
        var known = await knowing;
        var plan = ScanPlan.Of(known, listing, wishes.IsUnsettled, clock.GetUtcNow());
        // A second look at what was put off counts and tells of nothing else.
        if (!wishes.IsAgain)
            await TellAsync(listing, plan.Same);
        KeepUnreadable(plan.Blind);

        var moves = new MoveMatches(plan.Gone);
        await ReadAsync(plan.Read, moves, wishes, cancel);
        foreach (var chunk in _records.Chunk(RecordsAtOnce))
            await files.KeepAsync(chunk);
        var gone = moves.Left();
        var waiting = plan.Waiting(gone, listing, wishes, clock.GetUtcNow());
        if (waiting.Count == 0)
            await DeleteAsync(listing, known.Count, gone, isWhole: listing.IsOfWholeRoot && !plan.IsVanishing, wishes, cancel);
        return new ScanEnd([.. _later, .. waiting], listing.FollowedLinks, [.. known.Where(file => file.IsGiven).Select(file => listing.PathOf(file.SourceFile))]);
    }

    private static IEnumerable<string> Given(Task<IReadOnlyList<FileRecord>> knowing)
    {
        foreach (var file in knowing.GetAwaiter().GetResult().Where(file => file.IsGiven))
            yield return file.SourceFile;
    }

    private async Task TellAsync(VaultListing listing, IReadOnlyList<FileRecord> same)
    {
        var documents = same.Sum(file => file.Documents);
        var warned = same.Select(file => (listing.Files[file.SourceFile].Path, Warnings: FileWarnings.Of(file))).Where(file => file.Warnings.Count > 0).ToList();
        progress(IndexTotals.None with
        {
            Found = listing.Files.Count, Files = same.Count, Documents = documents, Unchanged = documents, Skipped = listing.Skipped.Count, Warnings = listing.Links.Count + listing.Faults.Count + warned.Sum(file => file.Warnings.Count),
        });
        foreach (var skipped in listing.Skipped)
            await tell(new IndexEvent.SkippedFile(skipped.Path, skipped.Reason));
        foreach (var fault in listing.Faults)
            await tell(new IndexEvent.Warning(fault.Path, IndexEvent.Ignoring, fault.Text, fault.Line, fault.Key));
        foreach (var link in listing.Links)
            await tell(new IndexEvent.Warning(link.Path, Kind(VaultWarningKind.Link), link.Reason));
        foreach (var (path, warnings) in warned)
            await WarnAsync(path, warnings);
    }

    private void KeepUnreadable(IEnumerable<(FileRecord File, string Reason)> blind)
    {
        foreach (var (file, reason) in blind.Where(each => each.File.Unreadable is null))
            _records.Add(file with { Unreadable = reason, UnreadableSince = clock.GetUtcNow() });
    }

    private async Task ReadAsync(IReadOnlyList<FileToRead> wanted, MoveMatches moves, ScanWishes wishes, CancellationToken cancel)
    {
        var items = Channel.CreateBounded<ReadItem>(FilesInFlight);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var stop = ending.Token;
        var reading = OnAThread(() => Read(wanted, items.Writer, stop), stop);
        try
        {
            await Parallel.ForEachAsync(
                items.Reader.ReadAllAsync(stop),
                new ParallelOptions { MaxDegreeOfParallelism = FilesInFlight, CancellationToken = stop },
                async (item, _) => progress(await TakeAsync(item, moves, wishes)));
        }
        catch
        {
            // Whoever reads would wait for ever for a place in the queue.
            await ending.CancelAsync();
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await reading;
    }

    private bool Read(IReadOnlyList<FileToRead> wanted, ChannelWriter<ReadItem> items, CancellationToken cancel)
    {
        try
        {
            if (wanted.Count > 0)
            {
                var reader = Vault.Reader(folder);
                foreach (var file in wanted)
                {
                    var startedAt = clock.GetUtcNow();
                    items.WriteAsync(new ReadItem(file, reader.Read(file.Listed), startedAt), cancel).AsTask().GetAwaiter().GetResult();
                }
            }

            items.Complete();
            return true;
        }
        catch (Exception e)
        {
            items.Complete(e);
            throw;
        }
    }

    private async Task<IndexTotals> TakeAsync(ReadItem item, MoveMatches moves, ScanWishes wishes)
    {
        switch (ReadAction.Of(root.Name, item.File, item.Read, wishes, moves, item.At))
        {
            case ReadAction.Postpone later:
                _later.Add(later.File);
                return IndexTotals.None;
            case ReadAction.Leave unread:
                if (unread.Record is { } kept)
                    _records.Add(kept);
                await tell(new IndexEvent.SkippedFile(item.File.Listed.Path, unread.Reason));
                return IndexTotals.None with { Skipped = 1 };
            case ReadAction.Keep same:
                await WarnAsync(same.File.Path, same.File.Warnings);
                _records.Add(same.Record);
                return Totals(same.File) with { Unchanged = same.File.Documents.Count };
            case ReadAction.Store store:
                await WarnAsync(store.File.Path, store.File.Warnings);
                return await StoreAsync(store, isNew: item.File.Before is null);
            default:
                return IndexTotals.None;
        }
    }

    private async Task WarnAsync(string path, IReadOnlyList<VaultWarning> warnings)
    {
        foreach (var warning in warnings)
            await tell(new IndexEvent.Warning(path, Kind(warning.Kind), warning.Text, warning.Line, warning.Key));
    }

    private static IndexTotals Totals(VaultFile file) => IndexTotals.None with { Files = 1, Documents = file.Documents.Count, Warnings = file.Warnings.Count };

    private async Task<IndexTotals> StoreAsync(ReadAction.Store store, bool isNew)
    {
        var (file, record, from) = (store.File, store.Record, store.From);
        IReadOnlyList<DocumentDraft> drafts = [.. file.Documents.Select(Draft)];
        var result = from is null ? await writer.ReplaceFileAsync(file.SourceFile, drafts, record) : await writer.MoveFileAsync(from, drafts, record);
        foreach (var rejection in result.Rejected)
            await tell(new IndexEvent.RejectedDocument(file.Path, rejection.Id ?? "", rejection.Error));
        return Totals(file) with
        {
            New = isNew && from is null ? 1 : 0,
            Changed = !isNew && (result.Accepted.Count > 0 || result.Deleted.Count > 0) ? 1 : 0,
            Moved = from is null ? 0 : 1,
            Accepted = result.Accepted.Count,
            Unchanged = result.Unchanged.Count,
            Deleted = from is null ? result.Deleted.Count : 0,
            Rejected = result.Rejected.Count,
        };
    }

    private async Task DeleteAsync(VaultListing listing, int known, IReadOnlyList<FileRecord> gone, bool isWhole, ScanWishes wishes, CancellationToken cancel)
    {
        // What lies in a root within this one is there, and is that root's.
        var isAnothers = gone.ToLookup(file => folder.InnerRoots.Any(inner => Vault.IsWithin(listing.PathOf(file.SourceFile), inner)));
        await DeleteAsync(writer, isAnothers[true], deleted => progress(IndexTotals.None with { Deleted = deleted }), cancel);
        if (!wishes.Deletes && isAnothers[false].Any())
            progress(IndexTotals.None with { Kept = isAnothers[false].Count() });
        var missing = wishes.Deletes ? isAnothers[false].ToList() : [];
        var before = RootStates.Of(root);
        var missed = Missed.Of(known - isAnothers[true].Count(), missing, listing, listing.Device, isWhole, !wishes.AnyUnsettled);
        var (state, mayDelete) = DeletionGuard.Decide(before, missed, wishes.IsConfirmed, clock.GetUtcNow());
        if (mayDelete)
        {
            await DeleteAsync(writer, missing, deleted => progress(IndexTotals.None with { Gone = 1, Deleted = deleted }), cancel);
        }
        else if (missing.Count > 0 && state.Held is { } held)
        {
            progress(IndexTotals.None with { Held = missing.Count });
            await tell(new IndexEvent.Notice($"the deletion of {held.Files:N0} files of '{root.Path}' is held: {held.Reason}. If they are meant to be gone: roots confirm {RootName.Quoted(root.Name)}"));
        }

        // Where nothing is to be deleted nothing is decided either; but where nothing is missing any more nothing is held.
        await roots.KeepAsync(root.Name, RootStates.Text(wishes.Deletes || !isAnothers[false].Any() ? state : before with { LastRun = state.LastRun }), missingSince: null);
    }

    /// <summary>Deletes the documents of files, many at a time so that they share commits.</summary>
    /// <param name="writer">Who does it.</param>
    /// <param name="files">The files.</param>
    /// <param name="deleted">Told of each file how many documents it had.</param>
    /// <param name="cancel">Ends it between two files.</param>
    /// <exception cref="StoreUnavailableException">The store cannot take it.</exception>
    public static Task DeleteAsync(IDocumentWriter writer, IEnumerable<FileRecord> files, Action<int> deleted, CancellationToken cancel) => Parallel.ForEachAsync(
        files, new ParallelOptions { MaxDegreeOfParallelism = FilesInFlight, CancellationToken = cancel },
        async (file, _) => deleted((await writer.ReplaceFileAsync(file.SourceFile, [])).Deleted.Count));

    private static string Kind(VaultWarningKind kind) => kind switch
    {
        VaultWarningKind.FrontMatter => "front matter",
        VaultWarningKind.TooMuch => "too much",
        VaultWarningKind.TooShort => "too short",
        VaultWarningKind.Link => "link",
        _ => throw new InvalidOperationException($"unknown kind {kind}"),
    };

    private static DocumentDraft Draft(VaultDocument document) => new(
        document.Id, document.Content, document.Type, document.SourceFile, document.Concepts, document.Project, Vault.CreatedBy)
    {
        Labels = new Labels(document.Title, document.Aliases, document.Tags, document.HeadingPath, document.SectionId, document.Passage),
        FileOwn = document.FileOwn is { } own ? new FileOwnId(own.Id, own.SectionId) : null,
    };

    private static Task<T> OnAThread<T>(Func<T> work, CancellationToken cancel) =>
        Task.Factory.StartNew(work, cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private sealed record ReadItem(FileToRead File, VaultItem Read, DateTimeOffset At);
}
