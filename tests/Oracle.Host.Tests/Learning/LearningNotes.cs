using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Oracle.Actors.Ports;
using Oracle.Application.Indexing;
using Oracle.Application.Learning;
using Oracle.Documents;
using Oracle.Documents.Sqlite;
using Oracle.Testing;

namespace Oracle.Host.Tests.Learning;

/// <summary>Learning in this process, with the real store and real folders. What goes on between two of its steps is the test's.</summary>
internal sealed class LearningNotes : IAsyncDisposable, IDocumentWriter, ILearnings
{
    private readonly TempFolder _data = new();
    private readonly SqliteDatabase _database;
    private readonly SqliteStore _store;

    public LearningNotes()
    {
        _database = SqliteDatabase.Open(_data.Path);
        _store = new SqliteStore(_database);
        var folders = new LearnFolders(null, Notes);
        Learn = new LearnService(
            folders, _store.Roots, _store.Documents, this, new VaultIndexer(_store.Roots, _store.Files, _store.Documents, this, new IndexingRuns(TimeProvider.System), folders, TimeProvider.System),
            TimeProvider.System, NullLogger<LearnService>.Instance);
    }

    public LearnService Learn { get; }

    /// <summary>Oracle's own folder for notes.</summary>
    public string Notes => _data["notes"];

    /// <summary>Where they lie in it.</summary>
    public string Folder => Path.Combine(Notes, "ψ", "memory", "learnings");

    /// <summary>How often it was asked what is begun.</summary>
    public int Looks { get; private set; }

    /// <summary>Happens when a note is begun and nothing of it is written.</summary>
    public Action<LearningFile> WhenBegun { get; set; } = _ => { };

    /// <summary>Happens before documents of a file are stored.</summary>
    public Action<string> BeforeStoring { get; set; } = _ => { };

    /// <summary>Happens when they are stored, before that is told.</summary>
    public Action AfterStoring { get; set; } = () => { };

    public async Task BeginAsync(LearningFile file)
    {
        await _store.Learnings.BeginAsync(file);
        WhenBegun(file);
    }

    public Task EndAsync(string path) => _store.Learnings.EndAsync(path);

    public Task<IReadOnlyList<LearningFile>> BegunAsync()
    {
        Looks++;
        return _store.Learnings.BegunAsync();
    }

    public Task<AcceptResult> StoreAsync(IReadOnlyList<DocumentDraft> drafts) => throw new NotSupportedException();

    public async Task<AcceptResult> ReplaceFileAsync(string sourceFile, IReadOnlyList<DocumentDraft> drafts, FileRecord? file = null)
    {
        BeforeStoring(sourceFile);
        var result = await _store.Documents.ReplaceFileAsync(sourceFile, drafts, DateTimeOffset.UtcNow, file);
        AfterStoring();
        return result;
    }

    public Task<AcceptResult> MoveFileAsync(string from, IReadOnlyList<DocumentDraft> drafts, FileRecord file) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<string, long>> DeleteAsync(IReadOnlyList<string> ids) => throw new NotSupportedException();

    /// <summary>The ids of all live documents with their projects.</summary>
    public async Task<Dictionary<string, string?>> ProjectsAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={_data["oracle.db"]};Mode=ReadOnly;Pooling=False");
        return (await connection.QueryAsync<(string Id, string? Project)>("select id, project from oracle_documents where deleted_at is null"))
            .ToDictionary(row => row.Id, row => row.Project, StringComparer.Ordinal);
    }

    /// <summary>A note that a crash left in its place, not indexed yet.</summary>
    public async Task<string> LeftAsync(string name, string text = "---\ntitle: Left\ntags: []\ncreated: 2026-01-17\nsource: x\n---\n\nLeft by a crash.\n")
    {
        Directory.CreateDirectory(Folder);
        var path = Path.Combine(Folder, name + ".md");
        await File.WriteAllTextAsync(path, text);
        await _store.Learnings.BeginAsync(new LearningFile(path, Path.Combine(Folder, $".{name}.learning")));
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        Learn.Dispose();
        await _database.DisposeAsync();
        _data.Dispose();
    }
}
