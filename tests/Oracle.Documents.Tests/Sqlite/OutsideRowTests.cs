using Oracle.Documents.Searching;
using Oracle.Documents.Syncing;

using Oracle.Documents.Tests.Suite;

namespace Oracle.Documents.Tests.Sqlite;

/// <summary>Rows that another program writes with plain SQL are documents like any other.</summary>
public sealed class OutsideRowTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TestDatabase _db = new();

    public void Dispose() => _db.Dispose();

    [Fact]
    public async Task A_row_of_an_id_a_content_a_hash_and_a_revision_is_a_whole_document()
    {
        _db.Outside("insert into oracle_documents (id, content, content_hash, revision) values ('out', 'two databases in step', 'h', 41)");

        var statistics = await _db.Store.Statistics.ReadAsync();
        Assert.Equal((1L, 1L, 1L), (statistics.Total, statistics.Pending, statistics.ByType["note"]));
        Assert.Equal(["out"], (await Search("database")).Ids);
        Assert.Equal(["out"], (await Search("taba")).Ids);

        var row = Assert.Single(await Due());
        Assert.Equal(("out", 41L, "h", "note", ""), (row.Id, row.Revision, row.ContentHash, row.Type, row.SourceFile));
        Assert.Equal([row.N], await _db.Store.Outbox.SweepableAsync(Now.AddYears(-50), 10));
        Assert.Null((await _db.Store.Documents.FindAsync("out"))!.Sync.LastAttempt);
        Consistency.Check(_db.Outsider());

        var next = await _db.Store.Documents.AcceptAsync([new DocumentDraft("in", "text")], Now);
        Assert.Equal(42, next.Revisions["in"]);
    }

    [Fact]
    public async Task Its_times_are_those_of_its_insertion_in_milliseconds()
    {
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        _db.Outside("insert into oracle_documents (id, content, content_hash, revision) values ('out', 'text', 'h', 1)");
        Assert.InRange((await _db.Store.Documents.FindAsync("out"))!.CreatedAt, before, DateTimeOffset.UtcNow.AddSeconds(1));
    }

    [Fact]
    public async Task A_row_with_a_lower_revision_does_not_turn_the_counter_back()
    {
        var first = await _db.Store.Documents.AcceptAsync([new DocumentDraft("a", "a"), new DocumentDraft("b", "b")], Now);
        _db.Outside("insert into oracle_documents (id, content, content_hash, revision) values ('out', 'text', 'h', 1)");
        var next = await _db.Store.Documents.AcceptAsync([new DocumentDraft("c", "c")], Now);
        Assert.True(next.Revisions["c"] > first.Revisions["b"]);
    }

    [Fact]
    public async Task Text_changed_and_rows_deleted_from_outside_are_followed()
    {
        await _db.Store.Documents.AcceptAsync([new("a", "elephants", Concepts: ["x"]), new("b", "crocodiles", "learning", Concepts: ["x", "y"])], Now);
        _db.Outside("update oracle_documents set content = 'antelopes', concepts = '[\"z\"]', type = 'retro' where id = 'a'");
        _db.Outside("delete from oracle_documents where id = 'b'");
        Assert.Empty((await Search("elephants")).Ids);
        Assert.Equal(["a"], (await Search("antelopes")).Ids);
        Assert.Empty((await Search("crocodiles")).Ids);
        Consistency.Check(_db.Outsider());
    }

    [Fact]
    public async Task A_superseded_document_matches_nothing_and_is_still_there()
    {
        await _db.Store.Documents.AcceptAsync([new("old", "database ax"), new("new", "database ax")], Now);
        _db.Outside("update oracle_documents set superseded_by = 'new' where id = 'old'");
        foreach (var query in new[] { "database", "taba", "ax" })
        {
            var matches = await Search(query);
            Assert.DoesNotContain("old", matches.Ids);
            Assert.Contains("new", matches.Ids);
            Assert.Equal(1, matches.Total);
        }

        Assert.Equal(["new"], (await _db.Store.Search.LookUpAsync(found => found.Hydrate(["old", "new"], new SearchFilter()))).Keys);
        Assert.NotNull(await _db.Store.Documents.FindAsync("old"));
    }

    [Fact]
    public async Task Concepts_that_are_no_text_are_no_concepts()
    {
        _db.Outside("""insert into oracle_documents (id, content, content_hash, revision, concepts) values ('out', 'text', 'h', 1, '["a", null, 7, {"b": 1}]')""");
        Assert.Equal(["a"], (await _db.Store.Documents.FindAsync("out"))!.Concepts);
        Assert.Equal([new ConceptCount("a", 1)], (await _db.Store.Statistics.ReadAsync()).TopConcepts);
    }

    [Theory]
    [InlineData("""["\ud800"]""")]
    [InlineData("""{"a": 1}""")]
    [InlineData("\"a\"")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"deep\"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")]
    public async Task A_row_with_odd_concepts_holds_up_no_other(string concepts)
    {
        _db.Outside("insert into oracle_documents (id, content, content_hash, revision, concepts) values ('odd', 'odd text', 'h', 1, @concepts)", new { concepts });
        await _db.Store.Documents.AcceptAsync([new DocumentDraft("good", "good text")], Now);

        Assert.Contains("good", (await Due()).Select(row => row.Id));
        Assert.NotNull(await _db.Store.Documents.FindAsync("odd"));
        Assert.Equal(2, (await _db.Store.Search.LookUpAsync(found => found.Hydrate(["odd", "good"], new SearchFilter()))).Count);
        Assert.Equal(2, (await _db.Store.Statistics.ReadAsync()).Total);
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    [InlineData("1740830400000000")]
    public async Task A_row_with_times_beyond_the_calendar_is_read_and_stops_no_counting(string time)
    {
        _db.Outside($"insert into oracle_documents (id, content, content_hash, revision, created_at, updated_at, indexed_at) values ('odd', 'text', 'h', 1, {time}, {time}, {time})");
        Assert.NotNull(await _db.Store.Documents.FindAsync("odd"));
        Assert.Equal(1, (await _db.Store.Statistics.ReadAsync()).Total);
    }

    [Fact]
    public async Task Text_that_is_no_UTF_8_holds_up_no_other()
    {
        _db.Outside("insert into oracle_documents (id, content, content_hash, revision) values ('odd', cast(x'61ff62' as text), 'h', 1)");
        await _db.Store.Documents.AcceptAsync([new DocumentDraft("good", "good text")], Now);
        Assert.Equal(["odd", "good"], (await Due()).Select(row => row.Id));
        Consistency.Check(_db.Outsider());
    }

    [Theory]
    [InlineData("sync_status", "'sent'")]
    [InlineData("sync_failure", "'bad luck'")]
    [InlineData("concepts", "'not json'")]
    [InlineData("content", "null")]
    [InlineData("revision", "'one'")]
    public void A_row_that_makes_no_sense_is_refused(string column, string value)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["id"] = "'out'", ["content"] = "'text'", ["content_hash"] = "'h'", ["revision"] = "1", [column] = value,
        };
        var error = Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() =>
            _db.Outside($"insert into oracle_documents ({string.Join(", ", columns.Keys)}) values ({string.Join(", ", columns.Values)})"));
        Assert.Equal(19, error.SqliteErrorCode);
    }

    private Task<KeywordMatches> Search(string query) => _db.Store.Search.SearchAsync(query, new SearchFilter(), depth: 100);

    private Task<IReadOnlyList<SyncRow>> Due() => _db.Store.Outbox.DueAsync(Now, 100, long.MaxValue, new HashSet<long>());
}
