using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Embeddings.Caching;
using Oracle.Testing;

namespace Oracle.Embeddings.Tests.Caching;

/// <summary>Whatever happens to the file, every text gets its vector, and it is said.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly CountingEmbedder _inner = new();

    public void Dispose() => _inner.Dispose();

    [Fact]
    public async Task What_was_kept_is_there_after_a_restart()
    {
        await using var test = new TestCache();
        await CachingEmbeddingGeneratorTests.Vectors(test.Over(_inner), "a", "b");

        await test.ReopenAsync();

        Assert.Equal([CountingEmbedder.VectorOf("b")], await CachingEmbeddingGeneratorTests.Vectors(test.Over(_inner), "b"));
        Assert.Single(_inner.Calls);
        Assert.Empty(test.Warnings);
    }

    [SkippableFact]
    public async Task Only_the_owner_may_read_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no modes.");
        await using var test = new TestCache();
        await test.StoreAsync("a");

        foreach (var path in new[] { test.Path, test.Path + "-wal", test.Path + "-shm" })
        {
#pragma warning disable CA1416 // Skipped there.
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
#pragma warning restore CA1416
        }
    }

    public static TheoryData<string, Action<string>> Strangers => new()
    {
        { "no database", path => File.WriteAllText(path, new string('x', 10_000)) },
        { "half a header", path => File.WriteAllText(path, "SQLite for") },
        { "a newer schema", path => Execute(path, "pragma user_version = 99") },
        { "another program's tables", path => Execute(path, "drop table if exists vectors; create table other (x); pragma user_version = 1") },
        { "a zeroed middle", path => Overwrite(path, from: 100) },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_file_that_cannot_be_read_is_moved_aside_and_begun_anew_with_one_warning(string what, Action<string> damage)
    {
        await using var test = new TestCache();
        await test.StoreAsync("a", "b");

        await test.ReopenAsync(between: damage);

        await AssertWorks(test);
        Assert.True(test.Warnings.Count == 1, $"{what}: {string.Join('\n', test.Warnings)}");
        Assert.Contains("moved to", test.Warnings[0], StringComparison.Ordinal);
        Assert.True(File.Exists(test.Path + ".aside"));
        await test.ReopenAsync();
        Assert.Single(test.Warnings);
        Assert.NotEmpty(await test.HeldAsync("a"));
    }

    [Fact]
    public async Task A_file_damaged_while_it_is_open_fails_nothing()
    {
        await using var test = new TestCache();
        for (var i = 0; i < 20; i++)
            await test.StoreAsync([.. Enumerable.Range(0, 200).Select(j => $"text {i} {j}")]);
        // Folds the log into the file, so that it is the file that is read.
        await test.ReopenAsync();

        Overwrite(test.Path, from: 0);

        var texts = Enumerable.Range(0, 20).Select(i => $"text {i} 0").ToArray();
        Assert.Equal(texts.Select(CountingEmbedder.VectorOf), await CachingEmbeddingGeneratorTests.Vectors(test.Over(_inner), texts));
        await AssertWorks(test);
    }

    [Fact]
    public async Task A_vector_that_the_disk_altered_is_computed_again_and_put_right()
    {
        await using var test = new TestCache();
        await test.StoreAsync("a", "b", "c", "d");
        await using (var outsider = test.Outsider())
        {
            outsider.Execute("update vectors set vector = zeroblob(16) where id = 1");
            outsider.Execute("update vectors set vector = x'01' where id = 2");
            outsider.Execute("update vectors set vector = (select vector from vectors where id = 4) where id = 3");
        }

        var first = await CachingEmbeddingGeneratorTests.Vectors(test.Over(_inner), "a", "b", "c", "d");
        var second = await CachingEmbeddingGeneratorTests.Vectors(test.Over(_inner), "a", "b", "c", "d");

        Assert.Equal(new[] { "a", "b", "c", "d" }.Select(CountingEmbedder.VectorOf), first);
        Assert.Equal(first, second);
        Assert.Equal([["a", "b", "c"]], _inner.Calls);
    }

    [Fact]
    public async Task A_file_deleted_while_it_is_open_is_begun_anew()
    {
        await using var test = new TestCache();
        await test.StoreAsync("a");
        File.Delete(test.Path);

        await AssertWorks(test);

        Assert.True(File.Exists(test.Path));
        Assert.Contains("was deleted", Assert.Single(test.Warnings), StringComparison.Ordinal);
        await test.ReopenAsync();
        Assert.Equal(["a", "b"], await test.HeldAsync("a", "b"));
        Assert.Single(test.Warnings);
    }

    [Fact]
    public async Task A_folder_that_goes_away_turns_the_cache_off()
    {
        await using var test = new TestCache();
        Directory.Delete(Path.GetDirectoryName(test.Path)!, recursive: true);

        await AssertAnswers(test);

        Assert.Contains("until the next start", Assert.Single(test.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_opened_turns_the_cache_off()
    {
        await using var test = new TestCache(prepare: path => Directory.CreateDirectory(path));

        await AssertAnswers(test);

        Assert.Contains("until the next start", Assert.Single(test.Warnings), StringComparison.Ordinal);
        Assert.Equal(0, await test.Cache.CountHeldAsync(CountingEmbedder.Fake, ["a"]));
    }

    [Fact]
    public async Task A_locked_file_is_said_once_and_used_again_afterwards()
    {
        await using var test = new TestCache();
        await using (var other = test.Outsider())
        {
            other.Execute("begin immediate");
            await AssertAnswers(test);
            await AssertAnswers(test);
            other.Execute("rollback");
        }

        Assert.Contains("locked", Assert.Single(test.Warnings), StringComparison.Ordinal);
        await AssertWorks(test);
    }

    [Fact]
    public async Task A_refused_write_is_said_once_and_what_was_kept_is_still_used()
    {
        await using var test = new TestCache();
        await test.StoreAsync("kept");
        await using (var outsider = test.Outsider())
            outsider.Execute("create trigger full before insert on entries begin select raise(fail, 'database or disk is full'); end");

        await AssertAnswers(test);
        Assert.Equal([CountingEmbedder.VectorOf("kept")], await CachingEmbeddingGeneratorTests.Vectors(test.Over(_inner), "kept"));

        Assert.DoesNotContain("kept", _inner.Texts);
        Assert.Contains("disk is full", Assert.Single(test.Warnings), StringComparison.Ordinal);
        await using (var outsider = test.Outsider())
            outsider.Execute("drop trigger full");
        await AssertWorks(test);
    }

    [Fact]
    public void A_full_disk_takes_what_is_kept_from_nobody_and_is_got_over()
    {
        using var folder = new TempFolder();
        using var connection = new SqliteConnection($"Data Source={folder["full.db"]};Pooling=False");
        connection.Open();
        CacheFiles.Prepare(connection);
        using var file = new CacheFile(connection, maxBytes: 1 << 30);
        var vectors = Enumerable.Range(0, 500).Select(i => (CachedVector.HashOf($"{i}"), new byte[16])).ToList();
        file.Store(CountingEmbedder.Fake, [vectors[0]]);
        connection.Execute($"pragma max_page_count = {connection.ExecuteScalar<long>("pragma page_count") + 1}");

        var error = Assert.Throws<SqliteException>(() => file.Store(CountingEmbedder.Fake, vectors));

        Assert.Equal(13, error.SqliteErrorCode);
        Assert.Single(file.Find(CountingEmbedder.Fake, [.. vectors.Select(v => v.Item1)]));
        connection.Execute("pragma max_page_count = 100000");
        file.Store(CountingEmbedder.Fake, vectors);
        Assert.Equal(500, file.Count(CountingEmbedder.Fake, [.. vectors.Select(v => v.Item1)]));
    }

    [Fact]
    public async Task A_closed_cache_holds_nothing_and_fails_nothing()
    {
        await using var test = new TestCache();
        await test.StoreAsync("a");
        await test.Cache.DisposeAsync();

        Assert.Equal([CountingEmbedder.VectorOf("a")], await CachingEmbeddingGeneratorTests.Vectors(test.Over(_inner), "a"));
        Assert.Empty(test.Warnings);
    }

    private async Task AssertAnswers(TestCache test) => Assert.Equal(
        [CountingEmbedder.VectorOf("a"), CountingEmbedder.VectorOf("b")], await CachingEmbeddingGeneratorTests.Vectors(test.Over(_inner), "a", "b"));

    private async Task AssertWorks(TestCache test)
    {
        await AssertAnswers(test);
        var asked = _inner.Calls.Count;
        await AssertAnswers(test);
        Assert.Equal(asked, _inner.Calls.Count);
        Assert.Equal(["a", "b"], await test.HeldAsync("a", "b"));
    }

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Execute(sql);
    }

    private static void Overwrite(string path, int from)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = from;
        file.Write(new byte[file.Length - from]);
    }
}
