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
    // The reader adds words of its own, and a document has at most 256.
    private const int MostConcepts = 200;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Learns. When it returns, file and document are on disk.</summary>
    /// <param name="order">What was learned.</param>
    /// <param name="takesProjectAsGiven">Whether the project is what the order names, in lower case; else it is the repository that this means.</param>
    /// <exception cref="RequestFailedException">A field is wrong, or the folder cannot be written to.</exception>
    /// <exception cref="StoreUnavailableException">Nothing was learned.</exception>
    /// <exception cref="NotAnsweringException">The note is written; whether it is indexed nobody knows. The next start sees to it.</exception>
    public async Task<LearnAnswer> LearnAsync(LearnOrder order, bool takesProjectAsGiven = false)
    {
        ArgumentNullException.ThrowIfNull(order);
        var note = Checked(order, takesProjectAsGiven ? LearnProject.AsGiven(order.Project, order.Cwd) : LearnProject.Of(order.Project, order.Cwd, order.Source));
        await _one.WaitAsync();
        try
        {
            var folder = await FolderAsync();
            // What an earlier learning left half done still needs its name.
            var begun = (await learnings.BegunAsync()).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
            for (var number = 1; ; number++)
            {
                var name = note.Name(number);
                var relative = $"{LearnedNote.Folder}/{name}.md";
                var path = Path.Combine(folder, relative);
                if (Path.Exists(path) || begun.Contains(path) || await documents.FindAsync(LearnedNote.IdOf(name)) is not null)
                    continue;
                var file = new LearningFile(path, Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.learning"));
                await learnings.BeginAsync(file);
                // Another program may have taken the name since.
                if (!await WriteAsync(file, note))
                    continue;
                await IndexOrRemoveAsync(file, LearnedNote.IdOf(name));
                return new LearnAnswer(true, relative, LearnedNote.IdOf(name));
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// Finishes what a crash left half done: a file that is there is indexed, what was only begun is taken away. What cannot be finished, and
    /// what lies in a folder that is not there, is kept for the next start and holds nothing else up.
    /// </summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        // Between two learnings: what is begun then is nothing that runs.
        foreach (var file in await AloneAsync(learnings.BegunAsync, cancel))
        {
            try
            {
                await AloneAsync(() => FinishAsync(file, cancel), cancel);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
            {
                log.LogWarning("The note {Path}, which was being learned when the host ended, cannot be indexed: {Reason} It is tried again at the next start.", file.Path, e.Message);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private LearnedNote Checked(LearnOrder order, string? project)
    {
        if (string.IsNullOrWhiteSpace(order.Pattern))
            throw RequestFailedException.BadInput("pattern: is missing or blank");
        if (order.Pattern.Length > MostCharacters)
            throw RequestFailedException.BadInput($"pattern: has {order.Pattern.Length:N0} characters, at most {MostCharacters:N0} are allowed");
        if (order.Concepts?.Count > MostConcepts)
            throw RequestFailedException.BadInput($"concepts: has {order.Concepts.Count:N0} entries, at most {MostConcepts:N0} are allowed");
        var names = new[] { ("source", order.Source), ("project", order.Project), ("cwd", order.Cwd), ("origin", order.Origin) }
            .Concat((order.Concepts ?? []).Select((concept, i) => ($"concepts[{i}]", (string?)concept))).ToList();
        foreach (var (field, value) in names.Where(name => name.Item2?.Length > MostOfAName))
            throw RequestFailedException.BadInput($"{field}: has {value!.Length:N0} characters, at most {MostOfAName:N0} are allowed");
        // A file that holds one is read as binary.
        foreach (var (field, _) in names.Prepend(("pattern", order.Pattern)).Where(name => name.Item2?.Contains('\0', StringComparison.Ordinal) == true))
            throw RequestFailedException.BadInput($"{field}: holds a NUL, which is no text");
        return new LearnedNote(
            order.Pattern.ReplaceLineEndings("\n"), order.Source, order.Concepts ?? [], project,
            DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
    }

    private async Task<string> FolderAsync()
    {
        var all = await roots.AllAsync();
        var folder = LearnFolder.Of(folders, all);
        if (folder == folders.Own)
            Make(folder);
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

    private static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RequestFailedException(
                FailureKind.Unavailable, $"The folder '{folder}', where notes are written to, cannot be made: {e.Message} Mend that, or name another with Oracle:Learn:Root (ORACLE_REPO_ROOT).");
        }
    }

    // False: the name is another's by now, and nothing of this note is left.
    private async Task<bool> WriteAsync(LearningFile file, LearnedNote note)
    {
        var isInPlace = false;
        try
        {
            return isInPlace = await Task.Run(() => NoteFile.Write(file.Path, file.Temporary, note.Text()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RequestFailedException(FailureKind.Unavailable, $"The note cannot be written to '{file.Path}': {e.Message}");
        }
        finally
        {
            if (Remove(file.Temporary) && !isInPlace)
                await EndAsync(file);
        }
    }

    private async Task IndexOrRemoveAsync(LearningFile file, string id)
    {
        try
        {
            await IndexAsync(file.Path, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // Nothing was acknowledged, and nobody is to find half of it. A note whose document is there is whole.
            if (await documents.FindAsync(id) is null && Remove(file.Path))
                await EndAsync(file);
            throw;
        }
        catch (NotAnsweringException e)
        {
            throw new NotAnsweringException(
                $"The note is written to '{file.Path}', and it is not known yet whether it is indexed; the next start of the host sees to it. Learning it again would make a second note. {e.Message}");
        }

        await EndAsync(file);
    }

    private async Task EndAsync(LearningFile file)
    {
        try
        {
            await learnings.EndAsync(file.Path);
        }
        catch (StoreUnavailableException e)
        {
            // That changes nothing of what became of the note.
            log.LogWarning("It cannot be kept that the note {Path} is dealt with: {Reason} The next start looks at it again.", file.Path, e.Message);
        }
    }

    private async Task<bool> FinishAsync(LearningFile file, CancellationToken cancel)
    {
        // A disk that is not mounted says nothing about what is on it.
        if (!Directory.Exists(Path.GetDirectoryName(file.Path)))
        {
            log.LogInformation("The folder of the note {Path}, which was being learned when the host ended, is not there. The next start looks again.", file.Path);
            return false;
        }

        if (File.Exists(file.Path))
        {
            await IndexAsync(file.Path, cancel);
            log.LogInformation("The note {Path} was written when the host ended; it is indexed now.", file.Path);
        }

        File.Delete(file.Temporary);
        await learnings.EndAsync(file.Path);
        return true;
    }

    private async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            return await work();
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task IndexAsync(string path, CancellationToken cancel)
    {
        string? problem = null;
        await vaults.RunAsync([path], new IndexWishes(), _ => { }, Tell, cancel);
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

    private static bool Remove(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is found at the next start again.
            return false;
        }
    }
}
