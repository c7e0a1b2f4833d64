using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Data.Sqlite;
using Oracle.Chroma;
using Oracle.Testing;

namespace Oracle.Bench;

/// <summary>How soon a saved file is in both stores, what a checkout of many costs, and what a look at unchanged files costs beside reading them all.</summary>
internal static class Following
{
    private const int Notes = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly Dictionary<string, string?> Hash = new() { ["ORACLE_EMBEDDING_PROVIDER"] = "hash" };

    public static async Task RunAsync(int saves, DirectoryInfo? unchanged, int rounds, TextWriter output, CancellationToken cancel)
    {
        await output.WriteLineAsync("| what | seen |");
        await output.WriteLineAsync("|---|---|");
        await SavesAsync(saves, output, cancel);
        await CheckoutsAsync(output, cancel);
        if (unchanged is not null)
            await ScansAsync(unchanged.FullName, rounds, output, cancel);
    }

    private static async Task SavesAsync(int saves, TextWriter output, CancellationToken cancel)
    {
        await using var vault = await FollowedVault.StartAsync(200, cancel);
        var revisions = vault.Revision;
        var seen = new List<(double Ms, bool WasEmpty)>();
        for (var i = 0; i < saves; i++)
        {
            var (path, text) = (vault.Path(i % 200), $"# Note {i % 200}\n\nSaved for the {i}th time, in one of four ways.\n");
            Save(i % 4, path, text);
            var saved = Stopwatch.GetTimestamp();
            await vault.AgreesAsync(i % 200, $"the {i}th time", cancel);
            seen.Add((Stopwatch.GetElapsedTime(saved).TotalMilliseconds, WasEmpty: Stopwatch.GetElapsedTime(saved) >= TimeSpan.FromSeconds(5)));
        }

        var times = seen.Where(static save => !save.WasEmpty).Select(static save => save.Ms).Order().ToList();
        await output.WriteLineAsync(Text($"| {saves} saves, a fourth each by truncating and writing, by a file beside that is renamed over it, by a back-up and a new file, and by swapping: from the last system call to agreement of both stores | p50 {times[times.Count / 2]:F0} ms, p99 {times[(int)(times.Count * 0.99)]:F0} ms, longest {times[^1]:F0} ms |"));
        await output.WriteLineAsync(Text($"| revisions of these saves; seen empty and put off | {vault.Revision - revisions}; {seen.Count(static save => save.WasEmpty)} |"));
    }

    private static void Save(int way, string path, string text)
    {
        switch (way)
        {
            case 0:
                File.WriteAllText(path, text);
                break;
            case 1:
                File.WriteAllText(path + ".tmp", text);
                File.Move(path + ".tmp", path, overwrite: true);
                break;
            case 2:
                File.Move(path, path + "~", overwrite: true);
                File.WriteAllText(path, text);
                break;
            default:
                File.WriteAllText(path + ".swp", text);
                File.Move(path, path + ".old", overwrite: true);
                File.Move(path + ".swp", path);
                File.Delete(path + ".old");
                break;
        }
    }

    private static async Task CheckoutsAsync(TextWriter output, CancellationToken cancel)
    {
        await using var vault = await FollowedVault.StartAsync(Notes, cancel);
        await GitAsync(vault, cancel, "init", "-q");
        await GitAsync(vault, cancel, "add", ".");
        await GitAsync(vault, cancel, "commit", "-qm", "one");
        await GitAsync(vault, cancel, "branch", "one");
        foreach (var i in Enumerable.Range(0, Notes))
            await File.WriteAllTextAsync(vault.Path(i), FollowedVault.Text(i, "other"), cancel);
        await GitAsync(vault, cancel, "commit", "-qam", "other");
        await vault.AllAgreeAsync("other", cancel);
        foreach (var (branch, word) in new[] { ("one", "first"), ("-", "other") })
        {
            var (revision, events) = (vault.Revision, await vault.EventsAsync());
            await GitAsync(vault, cancel, "checkout", "-q", branch);
            var done = Stopwatch.GetTimestamp();
            await vault.AllAgreeAsync(word, cancel);
            await output.WriteLineAsync(Text($"| git checkout in which {Notes} of {Notes} notes differ: events, revisions, from its end to agreement | {await vault.EventsAsync() - events}, {vault.Revision - revision}, {Stopwatch.GetElapsedTime(done).TotalSeconds:F1} s |"));
        }
    }

    private static async Task ScansAsync(string folder, int rounds, TextWriter output, CancellationToken cancel)
    {
        using var place = new TempFolder();
        await using var chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
        await using var host = await OracleProcess.ServeAsync(place["data"], chroma.Url, Hash);
        host.AskAsOwner(place["data"]);
        await IndexAsync(host, folder, cancel);
        await Eventually.True(async () => (await host.GetAsync("/api/stats")).GetProperty("sync").GetProperty("pending").GetInt64() == 0, Patience);
        var ratios = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var scan = await TimedAsync(() => IndexAsync(host, folder, cancel));
            var sums = await TimedAsync(() => ShellAsync($"find '{folder}' -type f -print0 | xargs -0 sha256sum >/dev/null 2>&1 || true", cancel));
            // The first round warms both.
            if (round > 0)
                ratios.Add(scan / sums);
        }

        ratios.Sort();
        await output.WriteLineAsync(Text($"| scan of unchanged files, from request to answer, over find -print0 \\| xargs -0 sha256sum of the same files, in turns, warm | median {ratios[ratios.Count / 2]:F2} of {rounds} ({ratios[0]:F2} to {ratios[^1]:F2}) |"));
        if (await DropCachesAsync(cancel))
        {
            var scan = await TimedAsync(() => IndexAsync(host, folder, cancel));
            await DropCachesAsync(cancel);
            var sums = await TimedAsync(() => ShellAsync($"find '{folder}' -type f -print0 | xargs -0 sha256sum >/dev/null 2>&1 || true", cancel));
            await output.WriteLineAsync(Text($"| the same once with a cold cache | {scan / 1000:F2} s over {sums / 1000:F2} s |"));
        }
    }

    private static async Task IndexAsync(OracleProcess host, string folder, CancellationToken cancel)
    {
        using var answer = await host.Http.PostAsJsonAsync("/api/index", new { paths = new[] { folder } }, cancel);
        answer.EnsureSuccessStatusCode();
        _ = await answer.Content.ReadAsStringAsync(cancel);
    }

    // Where this user may.
    private static async Task<bool> DropCachesAsync(CancellationToken cancel) => await ShellAsync("sync && echo 3 >/proc/sys/vm/drop_caches", cancel) == 0;

    private static async Task<double> TimedAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<int> ShellAsync(string command, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardError = true, UseShellExecute = false })!;
        await process.WaitForExitAsync(cancel);
        return process.ExitCode;
    }

    private static async Task GitAsync(FollowedVault vault, CancellationToken cancel, params IEnumerable<string> words)
    {
        using var process = Process.Start(new ProcessStartInfo("git", ["-C", vault.Folder, "-c", "user.name=bench", "-c", "user.email=bench@localhost", "-c", "gc.auto=0", .. words]))!;
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"git {string.Join(' ', words)} ended with {process.ExitCode}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A vault of notes, a host that follows it and the server, and both stores as they are.</summary>
    private sealed class FollowedVault : IAsyncDisposable
    {
        private readonly TempFolder _place = new();
        private readonly int _notes;
        private ChromaServer _chroma = null!;
        private OracleProcess _host = null!;
        private ChromaClient _client = null!;
        private SqliteConnection _rows = null!;
        private Guid _collection;

        private FollowedVault(int notes) => _notes = notes;

        public string Folder => _place["vault"];

        public long Revision => (long)One("select max(revision) from oracle_documents")!;

        public static async Task<FollowedVault> StartAsync(int notes, CancellationToken cancel)
        {
            var vault = new FollowedVault(notes);
            Directory.CreateDirectory(vault.Folder);
            foreach (var i in Enumerable.Range(0, notes))
                await File.WriteAllTextAsync(vault.Path(i), Text(i, "first"), cancel);
            vault._chroma = await ChromaServer.StartAsync(ChromaBuilds.Native);
            vault._host = await OracleProcess.ServeAsync(vault._place["data"], vault._chroma.Url, Hash, "--watch");
            vault._host.AskAsOwner(vault._place["data"]);
            await IndexAsync(vault._host, vault.Folder, cancel);
            vault._client = new ChromaClient(new ChromaOptions { Url = vault._chroma.Url });
            vault._rows = new SqliteConnection($"Data Source={vault._place["data/oracle.db"]};Mode=ReadOnly;Pooling=False");
            await vault._rows.OpenAsync(cancel);
            await Eventually.True(async () => (await vault._client.GetCollectionAsync("oracle_knowledge", cancel)).Value is { } found && (vault._collection = found.Id) != Guid.Empty, Patience);
            await vault.AllAgreeAsync("first", cancel);
            await Eventually.True(async () => (await vault._host.GetAsync("/api/roots")).GetProperty("roots")[0].GetProperty("following").GetProperty("isWatched").GetBoolean(), Patience);
            return vault;
        }

        public static string Text(int i, string word) => $"# Note {i}\n\nThe {word} text of note {i}.\n";

        public string Path(int i) => System.IO.Path.Combine(Folder, $"n{i}.md");

        public async Task<long> EventsAsync() => (await _host.GetAsync("/api/roots")).GetProperty("roots")[0].GetProperty("following").GetProperty("events").GetInt64();

        /// <summary>Waits until both stores hold this text of a note at one revision.</summary>
        public async Task AgreesAsync(int note, string words, CancellationToken cancel)
        {
            var deadline = Stopwatch.StartNew();
            while (deadline.Elapsed < Patience)
            {
                if (One($"select revision from oracle_documents where id = 'n{note}.md' and deleted_at is null and content like '%{words}%' and sync_status = 'synced'") is long revision
                    && (await _client.GetAsync(_collection, new ChromaGet { Ids = [$"n{note}.md"] }, cancel)).Value is [var record] && record.Metadata.GetInteger("revision") == revision)
                {
                    return;
                }

                await Task.Delay(2, cancel);
            }

            throw new TimeoutException($"n{note}.md does not come to '{words}'");
        }

        /// <summary>Waits until both stores hold all notes with this word.</summary>
        public Task AllAgreeAsync(string word, CancellationToken cancel) => Eventually.True(
            async () => One($"select count(*) from oracle_documents where deleted_at is null and content like '%The {word} text%' and sync_status = 'synced'") is long synced && synced == _notes
                && (await BothStores.DifferencesAsync(_place["data"], _chroma.Url)).Count == 0, Patience);

        public async ValueTask DisposeAsync()
        {
            await _host.DisposeAsync();
            await _chroma.DisposeAsync();
            await _rows.DisposeAsync();
            _client.Dispose();
            _place.Dispose();
        }

        private object? One(string query)
        {
            using var command = _rows.CreateCommand();
            command.CommandText = query;
            return command.ExecuteScalar();
        }
    }
}
