using System.Threading.Channels;
using Akka.Actor;
using Akka.Hosting;
using Oracle.Actors.Hosting;
using Oracle.Actors.Indexing;
using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Host.Indexing;

/// <summary>Something to tell while a vault is indexed.</summary>
public abstract record IndexEvent
{
    /// <summary>A file, folder or link that was not read.</summary>
    public sealed record Skipped(string Path, string Error) : IndexEvent;

    /// <summary>A document that breaks a rule.</summary>
    public sealed record Rejected(string Path, string Id, string Error) : IndexEvent;

    /// <summary>What a person should know of the run, in one line.</summary>
    public sealed record Notice(string Text) : IndexEvent;
}

/// <summary>How far an index run is. A snapshot.</summary>
public sealed record IndexTotals(int Files, int Documents, int Accepted, int Unchanged, int Deleted, int Skipped, int Rejected)
{
    /// <summary>The sum of two.</summary>
    public static IndexTotals operator +(IndexTotals a, IndexTotals b) => new(
        a.Files + b.Files, a.Documents + b.Documents, a.Accepted + b.Accepted, a.Unchanged + b.Unchanged,
        a.Deleted + b.Deleted, a.Skipped + b.Skipped, a.Rejected + b.Rejected);

    /// <summary>Nothing yet.</summary>
    public static readonly IndexTotals None = new(0, 0, 0, 0, 0, 0, 0);
}

/// <summary>The store refused a file's documents; what was committed before stays.</summary>
public sealed class IndexingRefusedException(string message) : Exception(message);

/// <summary>Reads files and folders and hands them, file by file, to DocumentIndexer.</summary>
public sealed class VaultIndexer(IRoots roots, IDocumentStore documents, IRequiredActor<ActorKeys.DocumentIndexer> indexer)
{
    // Enough to share commits, little enough that memory stays small.
    private const int FilesInFlight = 32;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(1);

    /// <summary>Indexes the paths, one after the other.</summary>
    /// <param name="paths">Absolute paths; one that does not exist is told as skipped.</param>
    /// <param name="deleteMissing">Whether documents of files that are known to be gone are deleted.</param>
    /// <param name="progress">Told each file's numbers; called by several threads.</param>
    /// <param name="tell">Told what was skipped or rejected; called by several threads.</param>
    /// <param name="cancel">Ends the run between two files.</param>
    /// <exception cref="IndexingRefusedException">The store cannot take documents.</exception>
    public async Task RunAsync(
        IReadOnlyList<string> paths, bool deleteMissing, Action<IndexTotals> progress, Func<IndexEvent, Task> tell, CancellationToken cancel)
    {
        foreach (var path in paths)
        {
            if (!Path.Exists(path))
            {
                await tell(new IndexEvent.Skipped(path, "does not exist, or may not be seen by this user"));
                progress(IndexTotals.None with { Skipped = 1 });
                continue;
            }

            var root = await roots.ForAsync(Vault.RootOf(path));
            if ((await OwnAsync(root, await documents.UntitledFilesAsync(root.Name))).Count() is > 0 and var files)
                await tell(new IndexEvent.Notice($"an earlier Oracle indexed {files:N0} {(files == 1 ? "file" : "files")} of '{root.Path}' without titles: what this run reads of them is written and sent anew, this once"));
            await ReadAsync(root, path, progress, tell, cancel);
            if (deleteMissing)
                await DeleteMissingAsync(root, path, progress, cancel);
            // A known root inside this folder keeps its own ids, wherever the reading starts.
            foreach (var inner in (await roots.AllAsync()).Where(inner => inner.Path != root.Path && IsWithin(inner.Path, path)))
                await ReadAsync(inner, inner.Path, progress, tell, cancel);
        }
    }

    private async Task ReadAsync(Root root, string path, Action<IndexTotals> progress, Func<IndexEvent, Task> tell, CancellationToken cancel)
    {
        var innerRoots = (await roots.AllAsync()).Where(inner => inner.Path != root.Path && IsWithin(inner.Path, root.Path)).ToList();
        var items = Channel.CreateBounded<VaultItem>(FilesInFlight);
        // Reading files blocks: it gets a thread of its own.
        var reading = Task.Factory.StartNew(
            () => Read(root, path, innerRoots, items.Writer, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Parallel.ForEachAsync(
            items.Reader.ReadAllAsync(cancel),
            new ParallelOptions { MaxDegreeOfParallelism = FilesInFlight, CancellationToken = cancel },
            async (item, _) => progress(await TakeAsync(item, tell)));
        await reading;
    }

    private static void Read(Root root, string path, IReadOnlyList<Root> innerRoots, ChannelWriter<VaultItem> items, CancellationToken cancel)
    {
        try
        {
            foreach (var item in Vault.Read(root.Path, path, root.Prefix, cancel))
            {
                if (!innerRoots.Any(inner => IsWithin(item.Path, inner.Path)))
                    items.WriteAsync(item, cancel).AsTask().GetAwaiter().GetResult();
            }

            items.Complete();
        }
        catch (Exception e)
        {
            items.Complete(e);
            throw;
        }
    }

    private async Task<IndexTotals> TakeAsync(VaultItem item, Func<IndexEvent, Task> tell)
    {
        if (item is SkippedFile skipped)
        {
            await tell(new IndexEvent.Skipped(skipped.Path, skipped.Reason));
            return IndexTotals.None with { Skipped = 1 };
        }

        var file = (VaultFile)item;
        var result = await ReplaceAsync(file.SourceFile, [.. file.Documents.Select(Draft)]);
        foreach (var rejection in result.Rejected)
            await tell(new IndexEvent.Rejected(file.Path, rejection.Id ?? "", rejection.Error));
        return new IndexTotals(
            1, file.Documents.Count, result.Accepted.Count, result.Unchanged.Count, result.Deleted.Count, Skipped: 0, result.Rejected.Count);
    }

    private async Task DeleteMissingAsync(Root root, string path, Action<IndexTotals> progress, CancellationToken cancel)
    {
        var listing = await Task.Factory.StartNew(
            () => Vault.List(root.Path, path, root.Prefix, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        foreach (var sourceFile in (await OwnAsync(root, await documents.SourceFilesAsync(root.Name))).Where(listing.IsGone))
        {
            var result = await ReplaceAsync(sourceFile, []);
            progress(IndexTotals.None with { Deleted = result.Deleted.Count });
        }
    }

    // The first root has no prefix: what stands under another root's is not its own.
    private async Task<IEnumerable<string>> OwnAsync(Root root, IReadOnlyList<string> sourceFiles)
    {
        var others = (await roots.AllAsync()).Where(other => other != root && other.Prefix.Length > 0).Select(other => other.Prefix).ToList();
        return sourceFiles.Where(file => !others.Exists(other => file.StartsWith(other, StringComparison.Ordinal)));
    }

    private async Task<AcceptResult> ReplaceAsync(string sourceFile, IReadOnlyList<DocumentDraft> drafts) =>
        await indexer.ActorRef.Ask<object>(new Indexer.ReplaceFile(sourceFile, drafts), AnswerWithin) switch
        {
            AcceptResult result => result,
            Indexer.Refused refused => throw new IndexingRefusedException(refused.Reason),
            var other => throw new InvalidOperationException($"DocumentIndexer answered {other.GetType()}."),
        };

    private static DocumentDraft Draft(VaultDocument document) => new(
        document.Id, document.Content, document.Type, document.SourceFile, document.Concepts, document.Project, Vault.CreatedBy)
    {
        Labels = new Labels(document.Title, document.Aliases, document.Tags, document.HeadingPath, document.SectionId, document.Passage),
    };

    private static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder.EndsWith('/') ? folder : folder + '/', StringComparison.Ordinal);
}
