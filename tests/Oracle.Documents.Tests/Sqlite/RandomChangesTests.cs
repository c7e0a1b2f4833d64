using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Searching;
using Oracle.Documents.Sqlite;

using Oracle.Documents.Tests.Suite;

namespace Oracle.Documents.Tests.Sqlite;

/// <summary>What another program sees of a database after many changes: it has SQLite and none of our functions.</summary>
public sealed class RandomChangesTests : IDisposable
{
    private const int Changes = 10_000;
    private const int Ids = 400;
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Words = [.. FoldedPairs.Equal.SelectMany(pair => new[] { pair.One, pair.Other }), "meadow", "lawn", "ข้อมูล", "数据"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_ten_thousand_of_them_both_integrity_checks_pass_without_any_function_of_ours()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var live = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var database = SqliteDatabase.Open(_folder.Path);
        var store = new SqliteStore(database);
        for (var i = 0; i < Changes; i += 20)
        {
            var drafts = Enumerable.Range(0, 16).Select(_ => Draft(random)).DistinctBy(draft => draft.Id).ToList();
            await store.Documents.AcceptAsync(drafts, Now);
            foreach (var draft in drafts)
                live[draft.Id] = draft.Content;
            for (var deleted = drafts.Count; deleted < 20; deleted++)
            {
                var id = $"d-{random.Next(Ids)}";
                await store.Documents.DeleteAsync(id, Now);
                live.Remove(id);
            }
        }

        using var outsider = new SqliteConnection($"Data Source={_folder[SqliteDatabase.FileName]};Pooling=false");
        outsider.Open();
        Consistency.TextIndexesAreWhole(outsider);
        var kept = outsider.Query<(string Id, string Content)>("select id, content from oracle_documents where deleted_at is null").ToDictionary(row => row.Id, row => row.Content);
        Assert.True(live.Count == kept.Count && live.All(document => kept[document.Key] == document.Value), $"seed {seed}: a text is not the one that was given");
        foreach (var (one, other) in FoldedPairs.Equal)
        {
            var filter = new SearchFilter();
            Assert.True(
                (await store.Search.SearchAsync(one, filter, Ids)).Ids.Order().SequenceEqual((await store.Search.SearchAsync(other, filter, Ids)).Ids.Order()),
                $"seed {seed}: {one} and {other} do not find the same");
        }
    }

    private static DocumentDraft Draft(Random random)
    {
        return new($"d-{random.Next(Ids)}", Some(1, 12))
        {
            Labels = new Labels(Maybe(), random.Next(3) == 0 ? [Some(1, 2), Some(1, 2)] : null, random.Next(3) == 0 ? [Some(1, 1)] : null, Maybe()),
        };

        string? Maybe() => random.Next(2) == 0 ? Some(1, 3) : null;
        string Some(int least, int most) => string.Join(' ', Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => Words[random.Next(Words.Length)]));
    }
}
