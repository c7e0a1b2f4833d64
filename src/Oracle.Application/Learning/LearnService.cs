using Microsoft.Extensions.Logging;
using Oracle.Actors.Ports;
using Oracle.Api.Learning;
using Oracle.Application.Indexing;
using Oracle.Documents;
using Oracle.Vaults;
using Oracle.Vaults.OracleV2;

namespace Oracle.Application.Learning;

/// <summary>
/// Writes what was learned as a note, and indexes it as the vault's own reader does: now and at every later indexing it is the same
/// document. The file comes first. What a crash leaves between file and document is mended at the next start.
/// </summary>
public sealed class LearnService(
    LearnFolders folders, IRoots roots, IDocumentStore documents, ILearnings learnings, VaultIndexer vaults, TimeProvider clock, ILogger<LearnService> log) : IDisposable
{
    // The note is the pattern with a header and a title.
    private const int MostCharacters = 2_000_000;
    private const int MostOfAName = 1_000;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Learns. When it returns, file and document are on disk.</summary>
    /// <exception cref="RequestFailedException">A field is wrong, or the folder cannot be written to.</exception>
    /// <exception cref="StoreUnavailableException">Nothing was learned.</exception>
    public async Task<LearnAnswer> LearnAsync(LearnOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var note = Checked(order);
        await _one.WaitAsync();
        try
        {
            var folder = await FolderAsync();
            var name = await FreeNameAsync(folder, note);
            var relative = $"{LearnedNote.Folder}/{name}.md";
            var path = Path.Combine(folder, relative);
            var file = new LearningFile(path, Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.learning"));
            await learnings.BeginAsync(file);
            await WriteAsync(file, note);
            return new LearnAnswer(true, relative, LearnedNote.IdOf(name));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Finishes what a crash left half done: a file that is there is indexed, what was only begun is taken away.</summary>
    public async Task FinishAsync()
    {
        foreach (var file in await learnings.BegunAsync())
        {
            Remove(file.Temporary);
            if (File.Exists(file.Path))
            {
                await IndexAsync(file.Path);
                log.LogInformation("The note {Path} was written when the host ended; it is indexed now.", file.Path);
            }

            await learnings.EndAsync(file.Path);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private LearnedNote Checked(LearnOrder order)
    {
        if (string.IsNullOrWhiteSpace(order.Pattern))
            throw RequestFailedException.BadInput("pattern: is missing or blank");
        if (order.Pattern.Length > MostCharacters)
            throw RequestFailedException.BadInput($"pattern: has {order.Pattern.Length:N0} characters, at most {MostCharacters:N0} are allowed");
        if (order.Pattern.Contains('\0', StringComparison.Ordinal))
            throw RequestFailedException.BadInput("pattern: holds a NUL, which is no text");
        foreach (var (field, value) in new[] { ("source", order.Source), ("project", order.Project), ("cwd", order.Cwd) }.Concat((order.Concepts ?? []).Select((concept, i) => ($"concepts[{i}]", (string?)concept))))
        {
            if (value?.Length > MostOfAName)
                throw RequestFailedException.BadInput($"{field}: has {value.Length:N0} characters, at most {MostOfAName:N0} are allowed");
        }

        return new LearnedNote(
            order.Pattern.ReplaceLineEndings("\n"), order.Source, order.Concepts ?? [], LearnProject.Of(order.Project, order.Cwd, order.Source),
            DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
    }

    private async Task<string> FolderAsync()
    {
        var all = await roots.AllAsync();
        var folder = LearnFolder.Of(folders, all);
        if (folder == folders.Own)
            Directory.CreateDirectory(folder);
        if (!Directory.Exists(folder))
        {
            throw new RequestFailedException(
                FailureKind.Unavailable, $"The folder '{folder}', where notes are written to, is not there. Bring it back, or name another with Oracle:Learn:Root (ORACLE_REPO_ROOT).");
        }

        var real = Vault.RealPathOf(folder) ?? folder;
        return all.FirstOrDefault(root => !root.IsOfGivenFiles && root.Path != folder && root.RealPath != real && root.Contains(folder, real) && !all.Any(other => other.Path == folder)) is { } outer
            ? throw new RequestFailedException(
                FailureKind.Conflict, $"The folder '{folder}', where notes are written to, lies within the root '{outer.Path}'. Name that root or a folder outside with Oracle:Learn:Root (ORACLE_REPO_ROOT).")
            : folder;
    }

    private async Task<string> FreeNameAsync(string folder, LearnedNote note)
    {
        for (var number = 1; ; number++)
        {
            var name = note.Name(number);
            if (!Path.Exists(Path.Combine(folder, LearnedNote.Folder, $"{name}.md")) && await documents.FindAsync(LearnedNote.IdOf(name)) is null)
                return name;
        }
    }

    private async Task WriteAsync(LearningFile file, LearnedNote note)
    {
        try
        {
            await Task.Run(() => NoteFile.Write(file.Path, file.Temporary, note.Text()));
            await IndexAsync(file.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StoreUnavailableException or NotAnsweringException)
        {
            // Nothing was acknowledged, and nobody is to find half of it.
            Remove(file.Temporary);
            Remove(file.Path);
            await learnings.EndAsync(file.Path);
            throw e is IOException or UnauthorizedAccessException
                ? new RequestFailedException(FailureKind.Unavailable, $"The note cannot be written to '{file.Path}': {e.Message}")
                : e;
        }

        await learnings.EndAsync(file.Path);
    }

    private async Task IndexAsync(string path)
    {
        string? problem = null;
        await vaults.RunAsync([path], new IndexWishes(), _ => { }, Tell, CancellationToken.None);
        if (problem is not null)
            throw new StoreUnavailableException($"The note '{path}' cannot be indexed: {problem}");

        Task Tell(Api.Indexing.IndexEvent told)
        {
            problem = told switch
            {
                Api.Indexing.IndexEvent.SkippedFile skipped => skipped.Error,
                Api.Indexing.IndexEvent.RejectedDocument rejected => rejected.Error,
                _ => problem,
            };
            return Task.CompletedTask;
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is found at the next start again.
        }
    }
}
