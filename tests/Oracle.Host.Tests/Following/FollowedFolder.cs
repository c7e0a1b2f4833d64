using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Oracle.Actors.Ports;
using Oracle.Api.Indexing;
using Oracle.Application.Following;
using Oracle.Application.Indexing;
using Oracle.Application.Learning;
using Oracle.Application.Roots;
using Oracle.Documents;
using Oracle.Documents.Sqlite;
using Oracle.Testing;
using Oracle.Vaults;

namespace Oracle.Host.Tests.Following;

/// <summary>
/// Real folders, the real watcher of the system, the real store and the real follower in this process. Time is the test's: it moves when
/// the test waits for something.
/// </summary>
internal sealed class FollowedFolder : IAsyncDisposable
{
    private static readonly Config Hocon = ConfigurationFactory.ParseString(
        """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        """);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(450);

    private readonly TempFolder _data = new();
    private readonly SqliteDatabase _database;
    private readonly ActorSystem _system = ActorSystem.Create("followed", Hocon);
    // Begins now: the times of the files are the system's.
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly FollowSnapshot _snapshot = new();
    private readonly Writer _writer;
    private readonly IFolderWatches _watches;
    private readonly LearnFolders _learned;
    private IActorRef? _follower;

    public FollowedFolder(IFolderWatches? watches = null, string? learnedInto = null)
    {
        _watches = watches ?? new FolderWatches();
        _database = SqliteDatabase.Open(_data.Path);
        Store = new SqliteStore(_database);
        _writer = new Writer(Store.Documents, _clock);
        _learned = new LearnFolders(learnedInto is null ? null : this[learnedInto], _data["notes"]);
        Vaults = new VaultIndexer(Store.Roots, Store.Files, Store.Documents, _writer, new IndexingRuns(_clock), _learned, _clock);
        Directory.CreateDirectory(this["v"]);
    }

    /// <summary>Where the folders lie.</summary>
    public TempFolder Place { get; } = new();

    public SqliteStore Store { get; }

    public VaultIndexer Vaults { get; }

    /// <summary>As commands ask for roots.</summary>
    public RootService Roots => new(Store.Roots, Store.Files, Vaults, _snapshot);

    /// <summary>Why nothing can be stored; null: it can.</summary>
    public string? Refusal
    {
        set => _writer.Refusal = value;
    }

    /// <summary>Revisions that were stored, by their source file.</summary>
    public IReadOnlyDictionary<string, int> Revisions => _writer.Revisions;

    public string this[string relative] => Path.Combine(Place.Path, relative);

    public void Start() => _follower = _system.ActorOf(Props.Create(() => new VaultFollower(
        Vaults, Store.Roots, _watches, new FollowSchedule(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(5)), _snapshot, _clock)));

    public async Task StopAsync()
    {
        if (_follower is not null)
            await _follower.GracefulStop(TimeSpan.FromSeconds(20));
        _follower = null;
    }

    /// <summary>Indexes, and gives what was told.</summary>
    public async Task<IReadOnlyCollection<IndexEvent>> IndexAsync(string relative, bool deleteMissing = false, bool? followLinks = null)
    {
        var told = new ConcurrentQueue<IndexEvent>();
        await Vaults.RunAsync(
            [this[relative]], new IndexWishes(deleteMissing, FollowLinks: followLinks), _ => { },
            happened =>
            {
                told.Enqueue(happened);
                return Task.CompletedTask;
            }, CancellationToken.None);
        return told;
    }

    /// <summary>Waits until every root is watched.</summary>
    public Task WatchedAsync() => WhileTimePasses(async () =>
    {
        var roots = await Store.Roots.AllAsync();
        return roots.Where(root => Directory.Exists(root.Path)).All(root => _snapshot.Roots.TryGetValue(root.Name, out var status) && status.IsWatched);
    });

    /// <summary>Waits until something holds, while time passes.</summary>
    public async Task WhileTimePasses(Func<Task<bool>> isSo, string what = "") => await Eventually.True(async () =>
    {
        Pass();
        return await isSo();
    }, TimeSpan.FromSeconds(30), what);

    /// <summary>A moment passes, or more.</summary>
    public void Pass(TimeSpan? by = null)
    {
        _clock.Advance(by ?? Step);
        ((TestScheduler)_system.Scheduler).Advance(by ?? Step);
    }

    /// <summary>How the following of the first root goes.</summary>
    public FollowStatus Status => _snapshot.Roots.GetValueOrDefault("") ?? new FollowStatus();

    /// <summary>The live documents, by id, as the table holds them.</summary>
    public async Task<SortedDictionary<string, string>> DocumentsAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={_data["oracle.db"]};Mode=ReadOnly;Pooling=False");
        return new SortedDictionary<string, string>((await connection.QueryAsync<(string Id, string Text)>(
            "select id, source_file || '|' || content from oracle_documents where deleted_at is null")).ToDictionary(row => row.Id, row => row.Text, StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>What the files say that are there now, each root read from the beginning.</summary>
    public async Task<SortedDictionary<string, string>> ExpectedAsync()
    {
        var all = await Store.Roots.AllAsync();
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var root in all.Where(root => Directory.Exists(root.Path)))
        {
            var folder = RootStates.Folder(root, all, LearnFolder.KeepsIds(_learned, root, all));
            var reader = Vault.Reader(folder);
            foreach (var document in Vault.List(folder, root.Path).Files.Values.Select(reader.Read).OfType<VaultFile>().SelectMany(file => file.Documents))
                expected.Add(document.Id, $"{document.SourceFile}|{document.Content}");
        }

        return expected;
    }

    /// <summary>Roots in which there is no file now, though their folders are there.</summary>
    public async Task<IReadOnlyList<string>> EmptyRootsAsync()
    {
        var all = await Store.Roots.AllAsync();
        return [.. all.Where(root => Directory.Exists(root.Path) && Vault.List(RootStates.Folder(root, all), root.Path).Files.Count == 0).Select(root => root.Name)];
    }

    /// <summary>Waits until the documents are those of the files.</summary>
    public async Task AgreesAsync() => await Eventually.Get(async () =>
    {
        Pass();
        return await DifferenceAsync();
    }, difference => difference.Length == 0, TimeSpan.FromSeconds(30));

    /// <summary>What differs between the documents and the files, or nothing.</summary>
    public async Task<string> DifferenceAsync()
    {
        var (documents, expected) = (await DocumentsAsync(), await ExpectedAsync());
        return string.Join('\n', expected.Except(documents).Select(each => $"missing or old: {each}").Concat(documents.Except(expected).Select(each => $"stale: {each}"))
            .Concat(documents.SequenceEqual(expected) ? [] : _snapshot.Roots.Select(each => $"{each}")));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _system.Terminate();
        await _database.DisposeAsync();
        Place.Dispose();
        _data.Dispose();
    }

    /// <summary>Stores at once, and counts how often each file gave a new revision.</summary>
    private sealed class Writer(IDocumentStore documents, TimeProvider clock) : IDocumentWriter
    {
        public ConcurrentDictionary<string, int> Revisions { get; } = new(StringComparer.Ordinal);

        public string? Refusal { get; set; }

        public Task<AcceptResult> StoreAsync(IReadOnlyList<DocumentDraft> drafts) => throw new NotSupportedException();

        public async Task<AcceptResult> ReplaceFileAsync(string sourceFile, IReadOnlyList<DocumentDraft> drafts, FileRecord? file = null) =>
            Refusal is { } refusal ? throw new InvalidOperationException(refusal) : Counted(sourceFile, await documents.ReplaceFileAsync(sourceFile, drafts, clock.GetUtcNow(), file));

        public async Task<AcceptResult> MoveFileAsync(string from, IReadOnlyList<DocumentDraft> drafts, FileRecord file) =>
            Counted(file.SourceFile, await documents.MoveFileAsync(from, drafts, clock.GetUtcNow(), file));

        public Task<IReadOnlyDictionary<string, long>> DeleteAsync(IReadOnlyList<string> ids) => throw new NotSupportedException();

        private AcceptResult Counted(string file, AcceptResult result)
        {
            if (result.Accepted.Count > 0)
                Revisions.AddOrUpdate(file, 1, (_, n) => n + 1);
            return result;
        }
    }
}
