using CsCheck;
using Oracle.Api.Indexing;
using Oracle.Application;
using Oracle.Application.Following;
using Oracle.Application.Indexing;
using Oracle.Testing;

namespace Oracle.Host.Tests.Following;

/// <summary>A real folder, followed. The random sequences print their seed; CsCheck_Seed repeats one.</summary>
public sealed class FollowedFolderTests
{
    [Fact]
    public async Task Random_changes_of_real_folders_end_in_the_documents_of_their_files() =>
        await Sequences().SampleAsync(RunAsync, iter: LongRun.IsOn ? 500 : 30, threads: 1);

    [Fact]
    public async Task A_start_catches_up_with_what_happened_meanwhile()
    {
        await using var world = await FilledAsync(5);
        await world.StopAsync();
        File.Delete(world["v/n1.md"]);
        await File.WriteAllTextAsync(world["v/n2.md"], "changed");
        File.Move(world["v/n3.md"], world["v/moved.md"]);
        await File.WriteAllTextAsync(world["v/new.md"], "new");

        world.Start();
        await world.AgreesAsync();
        Assert.Equal(["moved.md", "n0.md", "n2.md", "n4.md", "new.md"], (await world.DocumentsAsync()).Keys);
    }

    [Fact]
    public async Task A_root_that_went_away_keeps_its_documents_and_is_followed_again_when_it_is_back()
    {
        await using var world = await FilledAsync(3);
        var before = await world.DocumentsAsync();
        Directory.Move(world["v"], world["away"]);
        await world.WhileTimePasses(async () => (await world.Store.Roots.AllAsync())[0].MissingSince is not null);
        Assert.Equal(before, await world.DocumentsAsync());

        Directory.Move(world["away"], world["v"]);
        await File.WriteAllTextAsync(world["v/n1.md"], "changed while it was away");
        await world.AgreesAsync();
        await world.WhileTimePasses(async () => (await world.Store.Roots.AllAsync())[0].MissingSince is null);
        await world.WatchedAsync();
        await File.WriteAllTextAsync(world["v/n2.md"], "changed when it was back");
        await world.AgreesAsync();
    }

    [Fact]
    public async Task A_disk_that_is_away_deletes_nothing_and_is_told_until_it_is_back()
    {
        await using var world = await FilledAsync(3);
        var before = await world.DocumentsAsync();
        // The mount point is an empty folder.
        Directory.Move(world["v"], world["disk"]);
        Directory.CreateDirectory(world["v"]);
        await world.WhileTimePasses(async () => RootStates.Of((await world.Store.Roots.AllAsync())[0]).Held is { Files: 3 });
        Assert.Equal(before, await world.DocumentsAsync());

        Directory.Delete(world["v"]);
        Directory.Move(world["disk"], world["v"]);
        await world.WhileTimePasses(async () => RootStates.Of((await world.Store.Roots.AllAsync())[0]).Held is null);
        Assert.Equal(before, await world.DocumentsAsync());
    }

    [Fact]
    public async Task Most_files_gone_are_held_until_it_is_confirmed()
    {
        await using var world = await FilledAsync(40);
        foreach (var i in Enumerable.Range(0, 30))
            File.Delete(world[$"v/n{i}.md"]);
        await world.WhileTimePasses(async () => RootStates.Of((await world.Store.Roots.AllAsync())[0]).Held is not null);
        Assert.True((await world.DocumentsAsync()).Count >= 20);

        await world.Vaults.ConfirmAsync((await world.Store.Roots.AllAsync())[0], CancellationToken.None);
        await world.AgreesAsync();
        Assert.Equal(10, (await world.DocumentsAsync()).Count);
    }

    [Fact]
    public async Task All_files_of_a_root_gone_are_held_though_they_lay_in_a_folder_below_it()
    {
        await using var world = new FollowedFolder();
        Directory.CreateDirectory(world["v/sub"]);
        foreach (var i in Enumerable.Range(0, 5))
            await File.WriteAllTextAsync(world[$"v/sub/n{i}.md"], $"text of {i}");
        await world.IndexAsync("v");
        world.Start();
        await world.WatchedAsync();
        await world.WhileTimePasses(() => Task.FromResult(world.Status.ListedAt is not null));
        foreach (var i in Enumerable.Range(0, 5))
            File.Delete(world[$"v/sub/n{i}.md"]);

        await world.WhileTimePasses(async () => RootStates.Of((await world.Store.Roots.AllAsync())[0]).Held is not null);
        Assert.Equal(5, (await world.DocumentsAsync()).Count);

        // One that is back ends it, without a wait for the next listing of everything.
        await File.WriteAllTextAsync(world["v/sub/n0.md"], "text of 0");
        await world.AgreesAsync();
        Assert.Equal(["sub/n0.md"], (await world.DocumentsAsync()).Keys);
    }

    [Fact]
    public async Task What_is_held_ends_by_itself_when_the_files_are_back()
    {
        await using var world = await FilledAsync(40);
        var before = await world.DocumentsAsync();
        Directory.CreateDirectory(world["kept"]);
        foreach (var i in Enumerable.Range(0, 30))
            File.Move(world[$"v/n{i}.md"], world[$"kept/n{i}.md"]);
        await world.WhileTimePasses(async () => RootStates.Of((await world.Store.Roots.AllAsync())[0]).Held is not null);
        foreach (var i in Enumerable.Range(0, 30))
            File.Move(world[$"kept/n{i}.md"], world[$"v/n{i}.md"]);
        await world.WhileTimePasses(async () => RootStates.Of((await world.Store.Roots.AllAsync())[0]).Held is null);
        await world.AgreesAsync();
        Assert.Equal(before, await world.DocumentsAsync());
    }

    [Fact]
    public async Task A_root_that_moved_is_found_once()
    {
        await using var world = await FilledAsync(3);
        Directory.Move(world["v"], world["w"]);
        // Somebody indexed its new place before saying that it moved.
        await world.IndexAsync("w");
        Assert.Equal(6, (await world.DocumentsAsync()).Count);

        var roots = await world.Store.Roots.AllAsync();
        await world.Vaults.MoveAsync(roots.Single(root => root.Name.Length == 0), world["w"], CancellationToken.None);
        await world.AgreesAsync();
        Assert.Equal(["n0.md", "n1.md", "n2.md"], (await world.DocumentsAsync()).Keys);
        Assert.Equal(world["w"], Assert.Single(await world.Store.Roots.AllAsync()).Path);
    }

    [Fact]
    public async Task A_root_that_was_made_of_the_moved_folder_is_taken_up_and_told()
    {
        await using var world = await FilledAsync(3);
        Directory.Move(world["v"], world["w"]);
        await world.IndexAsync("w");

        var merged = Assert.Single((await world.Roots.MoveAsync(".", world["w"], CancellationToken.None)).Merged);
        Assert.Equal(("w", 3), (merged.Name, merged.Documents));
        await world.AgreesAsync();
        Assert.Equal(["n0.md", "n1.md", "n2.md"], (await world.DocumentsAsync()).Keys);
    }

    [Theory]
    [InlineData("w", "is the folder of the root 'w'")]
    [InlineData("w/sub", "lies in the root 'w'")]
    public async Task A_root_is_not_moved_onto_a_stranger_s_folder(string place, string told)
    {
        await using var world = await FilledAsync(3);
        Directory.CreateDirectory(world["w/sub"]);
        foreach (var file in new[] { "w/n0.md", "w/x.md", "w/sub/n1.md", "w/sub/y.md" })
            await File.WriteAllTextAsync(world[file], "of another vault");
        await world.IndexAsync("w");
        var before = await world.DocumentsAsync();

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => world.Roots.MoveAsync(".", world[place], CancellationToken.None));
        Assert.Equal(FailureKind.Conflict, refused.Kind);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.Contains("is not that of '.': of the 3 files of '.' 1 lie there, 0 of them as they were", refused.Message, StringComparison.Ordinal);
        Assert.Contains("roots forget", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await world.DocumentsAsync());
        Assert.Equal(2, (await world.Store.Roots.AllAsync()).Count);
    }

    [Fact]
    public async Task A_root_that_moved_into_another_may_be_moved_there_before_it_was_indexed()
    {
        await using var world = await FilledAsync(3);
        Directory.CreateDirectory(world["w"]);
        await File.WriteAllTextAsync(world["w/x.md"], "x");
        await world.IndexAsync("w");
        Directory.Move(world["v"], world["w/v"]);

        Assert.Empty((await world.Roots.MoveAsync(".", world["w/v"], CancellationToken.None)).Merged);
        await world.AgreesAsync();
        Assert.Equal(["n0.md", "n1.md", "n2.md", "w/x.md"], (await world.DocumentsAsync()).Keys);
    }

    [Fact]
    public async Task Confirming_where_nothing_is_held_deletes_nothing_and_says_so()
    {
        await using var world = await FilledAsync(3);
        await world.StopAsync();
        File.Delete(world["v/n0.md"]);

        var answer = await world.Roots.ConfirmAsync(world["v"], CancellationToken.None);
        Assert.Equal((".", false, 0), (answer.Name, answer.WasHeld, answer.DeletedFiles));
        Assert.Equal(3, (await world.DocumentsAsync()).Count);
        Assert.Contains("Known are: '.'.", (await Assert.ThrowsAsync<RequestFailedException>(() => world.Roots.ConfirmAsync("nobody", CancellationToken.None))).Message, StringComparison.Ordinal);
        Assert.Equal(3, (await world.Roots.ForgetAsync(".", keepDocuments: false, CancellationToken.None)).DeletedDocuments);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_was_empty_when_a_root_was_confirmed_or_moved_is_read_again(bool isMoved)
    {
        await using var world = await FilledAsync(3);
        await world.StopAsync();
        await File.WriteAllTextAsync(world["v/n0.md"], "");
        var root = (await world.Store.Roots.AllAsync())[0];
        if (isMoved)
            Directory.Move(world["v"], world["w"]);

        var running = isMoved ? world.Vaults.MoveAsync(root, world["w"], CancellationToken.None) : world.Vaults.ConfirmAsync(root, CancellationToken.None);
        await world.WhileTimePasses(() => Task.FromResult(running.IsCompleted));
        await running;
        Assert.Equal("n0.md|n0", (await world.DocumentsAsync())["n0.md"]);
    }

    [Fact]
    public async Task What_is_left_out_is_told_of_a_whole_root_and_of_no_part_of_one()
    {
        await using var world = new FollowedFolder();
        Directory.CreateDirectory(world["v/a"]);
        await File.WriteAllTextAsync(world["v/a/n.md"], "text");
        await world.IndexAsync("v");
        var wishes = new IndexWishes(Excluded: ["drafts/"]);

        foreach (var part in new[] { "v/a", "v/a/n.md" })
        {
            var refused = await Assert.ThrowsAsync<RequestFailedException>(() => world.Vaults.CheckAsync([world[part]], wishes));
            Assert.Equal(
                $"exclude: counts for a whole root, and '{world[part]}' is a part of the root '{world["v"]}'. Give that folder, or write the patterns to '{world["v/a/.oracleignore"]}'.", refused.Message);
        }

        await world.Vaults.CheckAsync([world["v"], world["elsewhere"]], wishes);
        await world.Vaults.CheckAsync([world["v/a"]], new IndexWishes());
    }

    [Fact]
    public async Task A_forgotten_root_is_not_found_any_more()
    {
        await using var world = await FilledAsync(3);
        Directory.CreateDirectory(world["w"]);
        await File.WriteAllTextAsync(world["w/x.md"], "x");
        await world.IndexAsync("w");
        await world.Vaults.ForgetAsync((await world.Store.Roots.AllAsync()).Single(root => root.Name.Length == 0), keepDocuments: false, CancellationToken.None);

        Assert.Equal(["w/x.md"], (await world.DocumentsAsync()).Keys);
        await File.WriteAllTextAsync(world["v/n1.md"], "nobody looks here");
        await File.WriteAllTextAsync(world["w/x.md"], "changed");
        await world.AgreesAsync();
        Assert.Equal(["w/x.md"], (await world.DocumentsAsync()).Keys);
    }

    [Fact]
    public async Task No_document_of_one_root_is_taken_for_another_s_whatever_folders_are_made_later()
    {
        await using var world = await FilledAsync(1);
        Directory.CreateDirectory(world["elsewhere/notes"]);
        await File.WriteAllTextAsync(world["elsewhere/notes/b.md"], "of the root called notes");
        await world.IndexAsync("elsewhere/notes");
        Directory.CreateDirectory(world["v/notes"]);
        await File.WriteAllTextAsync(world["v/notes/b.md"], "of a folder of the first root");

        await world.AgreesAsync();
        Assert.Equal(
            ["notes/b.md|of a folder of the first root", "notes/b.md|of the root called notes"],
            (await world.DocumentsAsync()).Where(each => each.Key.EndsWith("notes/b.md", StringComparison.Ordinal)).Select(each => each.Value.TrimStart('.', '/')).Order(StringComparer.Ordinal));
        File.Delete(world["v/notes/b.md"]);
        await world.AgreesAsync();
        Assert.Contains("notes/b.md", (await world.DocumentsAsync()).Keys);
    }

    [Fact]
    public async Task A_root_within_another_keeps_its_documents_whichever_was_first()
    {
        await using var world = new FollowedFolder();
        Directory.CreateDirectory(world["v/inner"]);
        await File.WriteAllTextAsync(world["v/a.md"], "outer");
        await File.WriteAllTextAsync(world["v/inner/b.md"], "inner");
        await world.IndexAsync("v/inner");
        world.Start();
        await world.IndexAsync("v");
        await world.WatchedAsync();

        await world.AgreesAsync();
        Assert.Equal(["b.md", "v/a.md"], (await world.DocumentsAsync()).Keys);
        await File.WriteAllTextAsync(world["v/inner/b.md"], "changed");
        await world.AgreesAsync();
        Assert.Equal(["b.md", "v/a.md"], (await world.DocumentsAsync()).Keys);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_any_more_keeps_its_document_which_says_so()
    {
        await using var world = await FilledAsync(1);
        await File.WriteAllBytesAsync(world["v/n0.md"], [0xC3, 0x28]);
        await world.WhileTimePasses(async () => (await world.Store.Documents.FindAsync("n0.md"))?.UnreadableSince is not null);
        Assert.Equal("text of 0", (await world.Store.Documents.FindAsync("n0.md"))?.Content);

        await File.WriteAllTextAsync(world["v/n0.md"], "readable again");
        await world.AgreesAsync();
        Assert.Null((await world.Store.Documents.FindAsync("n0.md"))?.UnreadableSince);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_keeps_its_documents_where_it_is_renamed_until_it_can_be()
    {
        await using var world = await FilledAsync(2);
        await File.WriteAllBytesAsync(world["v/n0.md"], [0xC3, 0x28]);
        await world.WhileTimePasses(async () => (await world.Store.Documents.FindAsync("n0.md"))?.UnreadableSince is not null);
        File.Move(world["v/n0.md"], world["v/renamed.md"]);
        await world.WhileTimePasses(async () => (await world.Store.Files.OfAsync("")).Any(file => file.SourceFile == "n0.md" && file.Unreadable!.StartsWith($"lies at {world["v/renamed.md"]} now: ", StringComparison.Ordinal)));
        await world.IndexAsync("v", deleteMissing: true);
        Assert.Equal("text of 0", (await world.Store.Documents.FindAsync("n0.md"))?.Content);

        await File.WriteAllTextAsync(world["v/renamed.md"], "readable again");
        await world.AgreesAsync();
        Assert.Equal(["n1.md", "renamed.md"], (await world.DocumentsAsync()).Keys);
    }

    [Fact]
    public async Task A_checkout_of_many_files_makes_one_revision_of_each()
    {
        await using var world = await FilledAsync(200);
        var before = world.Revisions.ToDictionary(each => each.Key, each => each.Value, StringComparer.Ordinal);
        for (var i = 0; i < 200; i += 2)
            await File.WriteAllTextAsync(world[$"v/n{i}.md"], $"of another branch {i}");
        await world.AgreesAsync();

        Assert.All(before, each => Assert.Equal(each.Value + (int.Parse(each.Key[1..^3], System.Globalization.CultureInfo.InvariantCulture) % 2 == 0 ? 1 : 0), world.Revisions[each.Key]));
    }

    public static TheoryData<string> Editors() => [.. Saves.Keys];

    // Each by the calls that it makes, as a trace of them shows.
    private static readonly Dictionary<string, Action<string, string>> Saves = new(StringComparer.Ordinal)
    {
        ["truncates and writes (nano, Obsidian, VS Code)"] = (path, text) => File.WriteAllText(path, text),
        ["writes in two pieces"] = (path, text) =>
        {
            using var file = new FileStream(path, FileMode.Create);
            file.Write(System.Text.Encoding.UTF8.GetBytes(text[..(text.Length / 2)]));
            file.Flush();
            file.Write(System.Text.Encoding.UTF8.GetBytes(text[(text.Length / 2)..]));
        },
        ["writes beside and renames over it (GNOME, KDE)"] = (path, text) =>
        {
            var beside = Path.Combine(Path.GetDirectoryName(path)!, ".goutputstream-AB12CD");
            File.WriteAllText(beside, text);
            File.Move(beside, path, overwrite: true);
        },
        ["writes beside by a Markdown name and renames over it"] = (path, text) =>
        {
            File.WriteAllText(path + ".tmp.md", text);
            File.Move(path + ".tmp.md", path, overwrite: true);
        },
        ["keeps a back-up and writes anew (Vim)"] = (path, text) =>
        {
            var folder = Path.GetDirectoryName(path)!;
            File.WriteAllText(Path.Combine(folder, "4913"), "");
            File.Delete(Path.Combine(folder, "4913"));
            File.WriteAllText(Path.Combine(folder, ".n0.md.swp"), "swap");
            File.Move(path, path + "~");
            File.WriteAllText(path, text);
            File.Delete(path + "~");
            File.Delete(Path.Combine(folder, ".n0.md.swp"));
        },
        ["locks, keeps a back-up and writes anew (Emacs)"] = (path, text) =>
        {
            var @lock = Path.Combine(Path.GetDirectoryName(path)!, ".#n0.md");
            File.CreateSymbolicLink(@lock, "me@host.1234:5678");
            File.Move(path, path + "~", overwrite: true);
            File.WriteAllText(path, text);
            File.Delete(@lock);
        },
        ["swaps two files (JetBrains)"] = (path, text) =>
        {
            File.WriteAllText(path + "___jb_tmp___", text);
            File.Move(path, path + "___jb_old___");
            File.Move(path + "___jb_tmp___", path);
            File.Delete(path + "___jb_old___");
        },
        ["deletes and writes anew"] = (path, text) =>
        {
            File.Delete(path);
            File.WriteAllText(path, text);
        },
        ["writes and sets an old time (a back-up, git)"] = (path, text) =>
        {
            File.WriteAllText(path, text);
            File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        },
    };

    [Theory]
    [MemberData(nameof(Editors))]
    public async Task A_save_makes_one_revision_however_an_editor_does_it(string editor)
    {
        await using var world = await FilledAsync(2);
        foreach (var n in Enumerable.Range(1, 3))
        {
            Saves[editor](world["v/n0.md"], $"saved for the {n}. time, with some more words in it");
            await world.AgreesAsync();
            Assert.Equal(1 + n, world.Revisions["n0.md"]);
        }

        Assert.Equal(["n0.md", "n1.md"], (await world.DocumentsAsync()).Keys);
        Assert.Equal(["n0.md", "n1.md"], world.Revisions.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_unchanged_scan_opens_no_file()
    {
        await using var world = await FilledAsync(20);
        await world.StopAsync();
        // What was read within the kernel's tick in which it was written is read once more.
        await world.IndexAsync("v");
        // Nobody else can open them now: whoever tries is told so.
        var locks = Enumerable.Range(0, 20).Select(i => new FileStream(world[$"v/n{i}.md"], FileMode.Open, FileAccess.Read, FileShare.None)).ToList();
        Assert.Empty(await world.IndexAsync("v"));

        await locks[7].DisposeAsync();
        File.SetLastWriteTimeUtc(world["v/n7.md"], DateTime.UtcNow.AddHours(-1));
        locks[7] = new FileStream(world["v/n7.md"], FileMode.Open, FileAccess.Read, FileShare.None);
        Assert.Equal(world["v/n7.md"], Assert.IsType<IndexEvent.SkippedFile>(Assert.Single(await world.IndexAsync("v"))).Path);
        locks.ForEach(each => each.Dispose());
    }

    [Fact]
    public async Task A_file_brought_back_with_its_old_size_and_time_is_read()
    {
        await using var world = await FilledAsync(2);
        var time = File.GetLastWriteTimeUtc(world["v/n0.md"]);
        await world.StopAsync();
        await File.WriteAllTextAsync(world["back-up"], "text of x");
        File.SetLastWriteTimeUtc(world["back-up"], time);
        File.Move(world["back-up"], world["v/n0.md"], overwrite: true);

        await world.IndexAsync("v");
        Assert.Equal("n0.md|text of x", (await world.DocumentsAsync())["n0.md"]);
    }

    [Fact]
    public async Task A_second_look_at_empty_files_counts_and_tells_of_nothing_twice()
    {
        await using var world = new FollowedFolder();
        Directory.CreateDirectory(world["v/a"]);
        await File.WriteAllTextAsync(world["v/n0.md"], "text");
        await File.WriteAllBytesAsync(world["v/bad.md"], [0xC3, 0x28]);
        File.CreateSymbolicLink(world["v/link.md"], "/nowhere.md");
        await File.WriteAllTextAsync(world["v/a/empty.md"], "");
        await File.WriteAllTextAsync(world["v/empty.md"], "");
        var totals = IndexTotals.None;
        var (sync, told) = (new Lock(), new List<IndexEvent>());
        var running = world.Vaults.RunAsync([world["v"]], new IndexWishes(), Count, Tell, CancellationToken.None);
        await world.WhileTimePasses(() => Task.FromResult(running.IsCompleted));
        await running;

        Assert.Equal((4, 3, 3, 3, 1, 1), (totals.Found, totals.Files, totals.New, totals.Documents, totals.Skipped, totals.Warnings));
        Assert.Equal(2, told.Count);

        void Count(IndexTotals more)
        {
            lock (sync)
                totals += more;
        }

        Task Tell(IndexEvent happened)
        {
            lock (sync)
                told.Add(happened);
            return Task.CompletedTask;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_held_stays_so_while_an_empty_file_is_looked_at_again_and_ends_when_all_is_seen(bool deletes)
    {
        await using var world = new FollowedFolder();
        foreach (var i in Enumerable.Range(0, 40))
            await File.WriteAllTextAsync(world[$"v/n{i}.md"], $"text of {i}");
        await world.IndexAsync("v");
        foreach (var i in Enumerable.Range(0, 30))
            File.Move(world[$"v/n{i}.md"], world[$"n{i}.md"]);
        await world.IndexAsync("v", deleteMissing: true);
        await File.WriteAllTextAsync(world["v/n35.md"], "");
        Directory.CreateDirectory(world["v/a"]);
        await File.WriteAllTextAsync(world["v/a/empty.md"], "");
        var running = world.IndexAsync("v", deleteMissing: deletes);
        await world.WhileTimePasses(() => Task.FromResult(running.IsCompleted));
        await running;
        Assert.Equal(30, await HeldAsync());

        foreach (var i in Enumerable.Range(0, 30))
            File.Move(world[$"n{i}.md"], world[$"v/n{i}.md"]);
        await world.IndexAsync("v", deleteMissing: deletes);
        Assert.Null(await HeldAsync());
        Assert.Equal(41, (await world.DocumentsAsync()).Count);

        async Task<long?> HeldAsync() => RootStates.Of((await world.Store.Roots.AllAsync())[0]).Held?.Files;
    }

    [Fact]
    public async Task A_link_that_leads_elsewhere_now_is_the_same_root_and_its_old_target_another()
    {
        await using var world = new FollowedFolder();
        foreach (var folder in new[] { "one", "two" })
        {
            Directory.CreateDirectory(world[folder]);
            await File.WriteAllTextAsync(world[folder + "/x.md"], "of " + folder);
        }

        Directory.CreateSymbolicLink(world["link"], world["one"]);
        await world.IndexAsync("link");
        Directory.Delete(world["link"]);
        Directory.CreateSymbolicLink(world["link"], world["two"]);
        await world.IndexAsync("two");
        await world.IndexAsync("one");

        Assert.Equal([("", world["link"]), ("one", world["one"])], (await world.Store.Roots.AllAsync()).Select(root => (root.Name, root.Path)).OrderBy(root => root.Name, StringComparer.Ordinal));
        Assert.Equal(["one/x.md|of one", "x.md|of two"], (await world.DocumentsAsync()).Values);
    }

    [Fact]
    public async Task Files_moved_between_folders_are_never_deleted_nor_held()
    {
        await using var world = await FilledAsync(30);
        Directory.CreateDirectory(world["v/archive"]);
        foreach (var i in Enumerable.Range(0, 25))
            File.Move(world[$"v/n{i}.md"], world[$"v/archive/n{i}.md"]);
        await world.AgreesAsync();

        Assert.Null(RootStates.Of((await world.Store.Roots.AllAsync())[0]).Held);
        Assert.Equal("archive/n3.md", (await world.Store.Search.LookUpAsync(found => found.Moved(["n3.md"])))["n3.md"].Id);
    }

    [Fact]
    public async Task A_root_that_moved_into_another_is_found_once()
    {
        await using var world = await FilledAsync(2);
        Directory.CreateDirectory(world["w"]);
        await File.WriteAllTextAsync(world["w/x.md"], "x");
        await world.IndexAsync("w");
        Directory.Move(world["v"], world["w/v"]);
        await world.IndexAsync("w");
        Assert.Contains("w/v/n0.md", (await world.DocumentsAsync()).Keys);

        await world.Vaults.MoveAsync((await world.Store.Roots.AllAsync()).Single(root => root.Name.Length == 0), world["w/v"], CancellationToken.None);
        await world.AgreesAsync();
        Assert.Equal(["n0.md", "n1.md", "w/x.md"], (await world.DocumentsAsync()).Keys);
    }

    [Fact]
    public async Task Documents_that_a_forgotten_root_left_are_not_overwritten_by_the_next_root()
    {
        await using var world = await FilledAsync(1);
        await world.Vaults.ForgetAsync((await world.Store.Roots.AllAsync())[0], keepDocuments: true, CancellationToken.None);
        Directory.CreateDirectory(world["w"]);
        await File.WriteAllTextAsync(world["w/n0.md"], "of the next root");
        await world.IndexAsync("w");

        Assert.Equal(["n0.md|text of 0", "w/n0.md|of the next root"], (await world.DocumentsAsync()).Values);
    }

    [Fact]
    public async Task A_file_given_by_name_is_followed_and_survives_the_end_of_a_root_called_like_its_folder()
    {
        await using var world = await FilledAsync(1);
        Directory.CreateDirectory(world["elsewhere/notes"]);
        await File.WriteAllTextAsync(world["elsewhere/notes/x.md"], "x");
        await world.IndexAsync("elsewhere/notes");
        Directory.CreateDirectory(world["v/notes"]);
        await File.WriteAllTextAsync(world["v/notes/todo.txt"], "given");
        await world.IndexAsync("v/notes/todo.txt");
        await world.Vaults.ForgetAsync((await world.Store.Roots.AllAsync()).Single(root => root.Name == "notes"), keepDocuments: false, CancellationToken.None);
        await File.WriteAllTextAsync(world["v/notes/todo.txt"], "changed");
        await world.IndexAsync("v", deleteMissing: true);
        await world.IndexAsync("v", deleteMissing: true);

        Assert.Equal(["n0.md|text of 0", "notes/todo.txt|changed"], (await world.DocumentsAsync()).Values);
    }

    [Fact]
    public async Task What_happens_behind_links_that_are_followed_is_heard()
    {
        await using var world = await FilledAsync(1);
        Directory.CreateDirectory(world["out/deep"]);
        Directory.CreateDirectory(world["v/a"]);
        await File.WriteAllTextAsync(world["out/deep/o.md"], "outside");
        await File.WriteAllTextAsync(world["alone.md"], "alone");
        await File.WriteAllTextAsync(world["v/a/target.md"], "within");
        File.CreateSymbolicLink(world["v/within.md"], "a/target.md");
        File.CreateSymbolicLink(world["v/alone.md"], world["alone.md"]);
        Directory.CreateSymbolicLink(world["v/linked"], world["out"]);
        await world.IndexAsync("v", followLinks: true);
        await HoldsAsync("a/target.md|within", "alone.md|alone", "linked/deep/o.md|outside", "n0.md|text of 0", "within.md|within");

        await File.WriteAllTextAsync(world["v/a/target.md"], "within, changed");
        await HoldsAsync("a/target.md|within, changed", "alone.md|alone", "linked/deep/o.md|outside", "n0.md|text of 0", "within.md|within, changed");
        await File.WriteAllTextAsync(world["alone.md.tmp"], "alone, saved by renaming");
        File.Move(world["alone.md.tmp"], world["alone.md"], overwrite: true);
        await File.WriteAllTextAsync(world["out/new.md"], "new");
        File.Delete(world["out/deep/o.md"]);
        await HoldsAsync("a/target.md|within, changed", "alone.md|alone, saved by renaming", "linked/new.md|new", "n0.md|text of 0", "within.md|within, changed");

        // Heard: the next listing is hundreds of steps of time away, and more than the patience of one wait.
        Task HoldsAsync(params string[] documents) => world.WhileTimePasses(async () => (await world.DocumentsAsync()).Values.SequenceEqual(documents), string.Join(", ", documents));
    }

    [Fact]
    public async Task Of_a_folder_of_which_a_file_was_given_nothing_else_is_read_until_the_folder_is_given()
    {
        await using var world = new FollowedFolder();
        await File.WriteAllTextAsync(world["v/given.md"], "given");
        await File.WriteAllTextAsync(world["v/beside.md"], "private");
        Directory.CreateDirectory(world["v/sub"]);
        await File.WriteAllTextAsync(world["v/sub/below.md"], "below");
        Assert.Contains(await world.IndexAsync("v/given.md"), told => told is IndexEvent.Notice notice && notice.Text.Contains("given by name", StringComparison.Ordinal));
        world.Start();
        await world.WatchedAsync();
        await File.WriteAllTextAsync(world["v/beside.md"], "private, changed");
        await File.WriteAllTextAsync(world["v/given.md"], "given, changed");
        await world.WhileTimePasses(async () => (await world.DocumentsAsync()).Values.SequenceEqual(["given.md|given, changed"]));
        world.Pass(TimeSpan.FromMinutes(6));
        await world.WhileTimePasses(() => Task.FromResult(!world.Status.IsScanning));
        Assert.Equal(["given.md|given, changed"], (await world.DocumentsAsync()).Values);

        // A folder below is a root of its own.
        await world.IndexAsync("v/sub");
        Assert.Equal(["given.md|given, changed", "sub/below.md|below"], (await world.DocumentsAsync()).Values);
        await world.IndexAsync("v");
        await File.WriteAllTextAsync(world["v/beside.md"], "followed now");
        await world.WhileTimePasses(async () => (await world.DocumentsAsync()).Values.SequenceEqual(["beside.md|followed now", "given.md|given, changed", "sub/below.md|below"]));
    }

    [Fact]
    public async Task A_file_given_by_name_is_heard_wherever_it_lies()
    {
        await using var world = await FilledAsync(1);
        Directory.CreateDirectory(world["v/.hidden"]);
        await File.WriteAllTextAsync(world["v/.hidden/given.md"], "given");
        await File.WriteAllTextAsync(world["v/.hidden/beside.md"], "beside");
        await world.IndexAsync("v/.hidden/given.md");
        await world.WhileTimePasses(() => Task.FromResult(!world.Status.IsScanning));
        // A listing that has seen it has passed when another file is known.
        await File.WriteAllTextAsync(world["v/n1.md"], "text of 1");
        await world.WhileTimePasses(async () => (await world.DocumentsAsync()).Count == 3);

        await File.WriteAllTextAsync(world["v/.hidden/given.md"], "given, changed");
        await world.WhileTimePasses(async () => (await world.DocumentsAsync()).Values.SequenceEqual([".hidden/given.md|given, changed", "n0.md|text of 0", "n1.md|text of 1"]));
        Assert.Equal(0, world.Status.FoundByListing);
    }

    [Fact]
    public async Task A_watch_that_died_of_folders_moved_out_is_found_at_the_next_look_and_made_anew()
    {
        await using var world = await FilledAsync(2);
        Directory.CreateDirectory(world["outside"]);
        await world.AgreesAsync();
        // Two folders moved out in one go end it, but not every time.
        for (var tries = 0; tries < 20 && world.Status.Remade == 0; tries++)
        {
            foreach (var folder in new[] { "a", "b" })
            {
                Directory.CreateDirectory(world[$"v/{folder}{tries}/sub"]);
                await File.WriteAllTextAsync(world[$"v/{folder}{tries}/sub/n.md"], "moved out");
            }

            await world.AgreesAsync();
            foreach (var folder in new[] { "a", "b" })
                Directory.Move(world[$"v/{folder}{tries}"], world[$"outside/{folder}{tries}"]);
            await File.WriteAllTextAsync(world["v/n0.md"], $"changed after {tries}");
            // Two looks, and far from the next listing of everything.
            var turns = 25;
            await world.WhileTimePasses(() => Task.FromResult(turns-- <= 0));
            await world.AgreesAsync();
        }

        Assert.True(!OperatingSystem.IsLinux() || world.Status.Remade > 0, $"no watch died in 20 tries: {world.Status}");
        await world.WatchedAsync();
        await File.WriteAllTextAsync(world["v/n1.md"], "told again");
        await world.AgreesAsync();
        Assert.Equal(0, world.Status.FoundByListing);
    }

    [Fact]
    public async Task A_dead_watch_is_made_anew_and_all_of_the_root_is_listed_at_once()
    {
        var watches = new DeafWatches();
        await using var world = await FilledAsync(2, watches);
        await File.WriteAllTextAsync(world["v/n0.md"], "changed");
        watches.Die();
        foreach (var _ in Enumerable.Range(0, 12))
            world.Pass();

        await world.WhileTimePasses(async () => (await world.DocumentsAsync())["n0.md"] == "n0.md|changed");
        Assert.Equal((1, 0), (world.Status.Remade, world.Status.FoundByListing));
    }

    [Fact]
    public async Task A_bad_line_of_what_is_left_out_is_a_warning_and_stops_nothing()
    {
        await using var world = await FilledAsync(2);
        await File.WriteAllTextAsync(world["v/.oracleignore"], "[WIP\nn1.md");
        await world.WhileTimePasses(async () => (await world.DocumentsAsync()).Keys.SequenceEqual(["n0.md"]));

        var warning = Assert.Single((await world.IndexAsync("v")).OfType<IndexEvent.Warning>());
        Assert.Equal($"{world["v/.oracleignore"]}, line 1: '[WIP' is no pattern and is left out", warning.ToString());
        Assert.Empty(world.Vaults.Failures);
    }

    [Fact]
    public async Task A_scan_that_fails_is_seen_in_roots_until_one_succeeds()
    {
        await using var world = await FilledAsync(2);
        world.Refusal = "nobody thought of this";
        await File.WriteAllTextAsync(world["v/n0.md"], "changed");
        await world.WhileTimePasses(async () => (await world.Roots.ListAsync()).Roots[0] is { State: "unreadable", Reason: "the last scan failed: nobody thought of this", Since: not null });

        world.Refusal = null;
        await world.AgreesAsync();
        await world.WhileTimePasses(async () => (await world.Roots.ListAsync()).Roots[0] is { State: "ok", Reason: null });
    }

    [Fact]
    public async Task The_warnings_of_a_file_are_told_at_every_run_though_it_is_not_opened_again()
    {
        await using var world = await FilledAsync(1);
        await world.StopAsync();
        await File.WriteAllTextAsync(world["v/w.md"], "---\ntitle: Meeting: Budget\ntitle: again\n---\nbody");
        var first = (await world.IndexAsync("v")).OfType<IndexEvent.Warning>().ToList();
        Assert.Equal(2, first.Count);

        // Longer than the kernel's tick ago, so that it is trusted to be what it was.
        await world.WhileTimePasses(async () =>
        {
            await world.IndexAsync("v");
            return (await world.Store.Files.OfAsync("")).All(file => file.ReadAt > new DateTimeOffset(File.GetLastWriteTimeUtc(world["v/w.md"]).AddMilliseconds(50)));
        });
        var readAt = (await world.Store.Files.OfAsync("")).Single(file => file.SourceFile == "w.md").ReadAt;
        Assert.Equal(first, (await world.IndexAsync("v")).OfType<IndexEvent.Warning>());
        Assert.Equal(readAt, (await world.Store.Files.OfAsync("")).Single(file => file.SourceFile == "w.md").ReadAt);
    }

    [Fact]
    public async Task What_is_gone_or_ignored_now_is_counted_where_nobody_asked_to_delete_it()
    {
        await using var world = await FilledAsync(4);
        await world.StopAsync();
        await File.WriteAllTextAsync(world["v/.oracleignore"], "n0.md\nn1.md");
        File.Delete(world["v/n2.md"]);

        Assert.Equal((3, 0), await CountsAsync(deleteMissing: false));
        Assert.Equal(4, (await world.DocumentsAsync()).Count);
        Assert.Equal((0, 3), await CountsAsync(deleteMissing: true));
        Assert.Equal((0, 0), await CountsAsync(deleteMissing: false));

        async Task<(int Kept, int Gone)> CountsAsync(bool deleteMissing)
        {
            var (totals, sync) = (IndexTotals.None, new Lock());
            await world.Vaults.RunAsync([world["v"]], new IndexWishes(deleteMissing), Count, _ => Task.CompletedTask, CancellationToken.None);
            return (totals.Kept, totals.Gone);

            void Count(IndexTotals more)
            {
                lock (sync)
                    totals += more;
            }
        }
    }

    [Fact]
    public async Task Where_the_system_has_no_watches_left_it_is_told_and_listing_finds_what_changed()
    {
        await using var world = await FilledAsync(2, new NoWatches());
        Assert.Equal((false, "no space left on device"), (world.Status.IsWatched, world.Status.Trouble));
        await File.WriteAllTextAsync(world["v/n0.md"], "changed");
        world.Pass(TimeSpan.FromMinutes(5));

        await world.AgreesAsync();
    }

    [Fact]
    public async Task What_no_event_told_is_found_by_listing_and_counted()
    {
        await using var world = await FilledAsync(2, new DeafWatches());
        await File.WriteAllTextAsync(world["v/n0.md"], "changed");
        File.Delete(world["v/n1.md"]);
        world.Pass(TimeSpan.FromMinutes(5));

        await world.AgreesAsync();
        await world.WhileTimePasses(() => Task.FromResult(world.Status.FoundByListing == 2));
    }

    [Fact]
    public async Task After_lost_events_everything_is_listed_at_once_and_it_is_counted()
    {
        var watches = new DeafWatches();
        await using var world = await FilledAsync(2, watches);
        await File.WriteAllTextAsync(world["v/n0.md"], "changed");
        watches.Overflow();

        await world.AgreesAsync();
        Assert.Equal(1, world.Status.Overflows);
    }

    private sealed class NoWatches : IFolderWatches
    {
        public IFolderWatch Watch(IReadOnlyList<WatchedPlace> places, Action told) => throw new IOException("no space left on device");
    }

    // Tells nothing of itself.
    private sealed class DeafWatches : IFolderWatches, IFolderWatch
    {
        private Action _told = () => { };
        private bool _isOverflow;
        private bool _isDead;

        public IFolderWatch Watch(IReadOnlyList<WatchedPlace> places, Action told)
        {
            (_told, _isDead) = (told, false);
            return this;
        }

        public void Die() => _isDead = true;

        public bool IsAlive() => !_isDead;

        public void Overflow()
        {
            _isOverflow = true;
            _told();
        }

        public WatchedEvents Take() => new([], 0, Interlocked.Exchange(ref _isOverflow, false), Trouble: null);

        public void Dispose()
        {
        }
    }

    private static async Task<FollowedFolder> FilledAsync(int files, IFolderWatches? watches = null)
    {
        var world = new FollowedFolder(watches);
        foreach (var i in Enumerable.Range(0, files))
            await File.WriteAllTextAsync(world[$"v/n{i}.md"], $"text of {i}");
        await world.IndexAsync("v");
        world.Start();
        if (watches is null or DeafWatches)
            await world.WatchedAsync();
        else
            await world.WhileTimePasses(() => Task.FromResult(world.Status.Trouble is not null));
        // What is found from here on was not there at the start.
        await world.WhileTimePasses(() => Task.FromResult(world.Status.ListedAt is not null));
        await world.AgreesAsync();
        return world;
    }

    private static Gen<Step[]> Sequences() => Gen.Select(
        Gen.Frequency(
            (6, Gen.Const(StepKind.Write)), (4, Gen.Const(StepKind.Replace)), (2, Gen.Const(StepKind.Truncate)), (4, Gen.Const(StepKind.Delete)), (4, Gen.Const(StepKind.Rename)),
            (3, Gen.Const(StepKind.RenameFolder)), (2, Gen.Const(StepKind.DeleteFolder)), (1, Gen.Const(StepKind.Case)), (2, Gen.Const(StepKind.AddRoot)), (1, Gen.Const(StepKind.MoveRoot)), (1, Gen.Const(StepKind.TakeAway)),
            (1, Gen.Const(StepKind.BringBack)), (1, Gen.Const(StepKind.Restart)), (2, Gen.Const(StepKind.Pause))),
        Gen.Int[0, 15], Gen.Int[0, 15], (kind, one, other) => new Step(kind, one, other)).Array[4, 16];

    private static async Task RunAsync(Step[] steps)
    {
        await using var world = await FilledAsync(6);
        var wereEmpty = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in steps)
        {
            await DoAsync(world, step);
            wereEmpty.UnionWith(await world.EmptyRootsAsync());
        }

        await BringBackAsync(world);
        // An id that another file gave up is noticed by a full listing.
        world.Pass(TimeSpan.FromMinutes(5));
        // Only of a root that was empty for a moment deletions are held here, and they are meant. What is held of another stays, and is found.
        await Eventually.Get(async () =>
        {
            world.Pass();
            foreach (var root in (await world.Store.Roots.AllAsync()).Where(root => RootStates.Of(root).Held is not null && wereEmpty.Contains(root.Name)))
                await world.Vaults.ConfirmAsync(root, CancellationToken.None);
            return await world.DifferenceAsync();
        }, difference => difference.Length == 0, TimeSpan.FromSeconds(30));
    }

    private static async Task DoAsync(FollowedFolder world, Step step)
    {
        var (path, other) = (world[Name(step.One)], world[Name(step.Other)]);
        if (!Directory.Exists(world["v"]) && step.Kind is not (StepKind.BringBack or StepKind.Restart or StepKind.Pause))
            return;
        switch (step.Kind)
        {
            case StepKind.Write:
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, $"written {step.Other}\n\n## Part\nmore");
                break;
            case StepKind.Replace:
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path + ".tmp", $"saved {step.Other}");
                File.Move(path + ".tmp", path, overwrite: true);
                break;
            case StepKind.Truncate when File.Exists(path):
                await File.WriteAllTextAsync(path, "");
                if (step.Other % 3 > 0)
                    await File.WriteAllTextAsync(path, $"after {step.Other}");
                break;
            case StepKind.Delete:
                if (File.Exists(path))
                    File.Delete(path);
                break;
            case StepKind.Rename when File.Exists(path) && path != other:
                Directory.CreateDirectory(Path.GetDirectoryName(other)!);
                File.Move(path, other, overwrite: true);
                break;
            case StepKind.RenameFolder when Directory.Exists(world["v/a"]) && !Directory.Exists(world[$"v/d{step.One}"]):
                Directory.Move(world["v/a"], world[$"v/d{step.One}"]);
                break;
            case StepKind.DeleteFolder when Directory.Exists(world["v/a/b"]):
                Directory.Delete(world["v/a/b"], recursive: true);
                break;
            case StepKind.Case when File.Exists(path):
                File.Move(path, Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(path).ToUpperInvariant()), overwrite: true);
                break;
            case StepKind.AddRoot:
                // Within the first root, beside it, and around one that is there already.
                var root = (step.One % 3) switch { 0 => "v/a", 1 => $"w{step.Other % 2}/a", _ => $"w{step.Other % 2}" };
                Directory.CreateDirectory(world[root]);
                await File.WriteAllTextAsync(world[root + "/added.md"], $"of {root}");
                await world.IndexAsync(root);
                break;
            case StepKind.MoveRoot:
                var moving = (await world.Store.Roots.AllAsync()).FirstOrDefault(each => each.Name.Length > 0 && Directory.Exists(each.Path));
                var place = world[step.One % 2 == 0 ? $"moved{step.Other}" : $"v/moved{step.Other}"];
                if (moving is null || Directory.Exists(place) || place.StartsWith(moving.Path + "/", StringComparison.Ordinal))
                    break;
                Directory.Move(moving.Path, place);
                await world.Vaults.MoveAsync(moving, place, CancellationToken.None);
                break;
            case StepKind.TakeAway:
                Directory.Move(world["v"], world["away"]);
                break;
            case StepKind.BringBack:
                await BringBackAsync(world);
                break;
            case StepKind.Restart:
                await world.StopAsync();
                world.Start();
                break;
            case StepKind.Pause:
                var turns = step.One % 4;
                await world.WhileTimePasses(() => Task.FromResult(turns-- <= 0));
                break;
        }
    }

    private static Task BringBackAsync(FollowedFolder world)
    {
        if (Directory.Exists(world["away"]) && !Directory.Exists(world["v"]))
            Directory.Move(world["away"], world["v"]);
        return Task.CompletedTask;
    }

    // Retrospectives of one name share an id, which the first has by its path.
    private static string Name(int i) => $"v/{(i % 5) switch { 0 => "", 1 => "a/", 2 => "a/b/", 3 => "ψ/memory/retrospectives/early/", _ => "ψ/memory/retrospectives/late/" }}n{i % 8}.md";

    private enum StepKind
    {
        Write, Replace, Truncate, Delete, Rename, RenameFolder, DeleteFolder, Case, AddRoot, MoveRoot, TakeAway, BringBack, Restart, Pause,
    }

    private sealed record Step(StepKind Kind, int One, int Other);
}
