using CsCheck;
using Oracle.Documents.Syncing;
using Oracle.Documents.Tests.Searching;

namespace Oracle.Documents.Tests.Suite;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task A_new_document_is_accepted_and_found_word_for_word()
    {
        var draft = new DocumentDraft("a/บันทึก.md#x", " line\r\nบรรทัด 😀\t\uFEFF ", "learning", "a/บันทึก.md", ["ซิงค์", "a\"b\\c", "😀", "\u2028"], "oracle", "indexer");
        var result = await Accept(draft);
        Assert.Equal([draft.Id], result.Accepted);
        Assert.Empty(result.Unchanged);
        Assert.Empty(result.Rejected);
        Assert.Empty(result.Deleted);

        var found = await Find(draft.Id);
        Assert.Equal(draft.Content, found.Content);
        Assert.Equal(draft.Type, found.Type);
        Assert.Equal(draft.SourceFile, found.SourceFile);
        Assert.Equal(draft.Concepts, found.Concepts);
        Assert.Equal(draft.Project, found.Project);
        Assert.Equal(draft.CreatedBy, found.CreatedBy);
        Assert.Equal(ContentHash.Of(draft), found.ContentHash);
        Assert.Equal(result.Revisions[draft.Id], found.Revision);
        Assert.Equal(Now, found.CreatedAt);
        Assert.Equal(Now, found.UpdatedAt);
        Assert.Equal(new SyncState(SyncStatus.Pending, null, 0, null, null, null, null, null), found.Sync);
    }

    [Fact]
    public async Task A_document_of_an_id_and_a_content_is_a_note_from_nowhere()
    {
        await Accept(new DocumentDraft("a", "text"));
        var found = await Find("a");
        Assert.Equal(("note", "", null, null), (found.Type, found.SourceFile, found.Project, found.CreatedBy));
        Assert.Empty(found.Concepts);
    }

    [Fact]
    public async Task A_document_that_is_only_added_is_refused_where_one_lives_and_taken_where_one_was_deleted()
    {
        var draft = new DocumentDraft("a", "text") { IsOnlyAdded = true };
        Assert.Equal(["a"], (await Accept(draft)).Accepted);

        // The very same, too.
        var again = await Accept(draft);
        Assert.Empty(again.Accepted.Concat(again.Unchanged));
        Assert.Equal(new Rejection(0, "a", DocumentDraft.IsThere), Assert.Single(again.Rejected));

        await Documents.DeleteAsync("a", Now);
        Assert.Equal(["a"], (await Accept(draft)).Accepted);
    }

    [Fact]
    public async Task A_document_of_8_MiB_is_taken_and_claimed_whole()
    {
        var text = string.Concat(Enumerable.Repeat("words and words ", DocumentRules.MaxContentBytes / 16));
        Assert.Equal(["a"], (await Accept(new DocumentDraft("a", text))).Accepted);
        Assert.Equal(text, (await Claim("a")).Content);
    }

    public static TheoryData<string, DocumentDraft> Changes => new()
    {
        { "content", new("a", "other text", "note", "f.md", ["c"], "p") },
        { "type", new("a", "text", "learning", "f.md", ["c"], "p") },
        { "source_file", new("a", "text", "note", "g.md", ["c"], "p") },
        { "concepts", new("a", "text", "note", "f.md", ["c", "d"], "p") },
        { "project", new("a", "text", "note", "f.md", ["c"], "q") },
        { "no project", new("a", "text", "note", "f.md", ["c"]) },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public async Task A_change_of_any_part_is_a_change(string part, DocumentDraft changed)
    {
        Assert.NotEmpty(part);
        var first = await Accept(new DocumentDraft("a", "text", "note", "f.md", ["c"], "p"));
        await Settle(SyncOutcomeKind.Confirmed, await Claim("a"));

        var later = Now.AddMinutes(5);
        var second = await Documents.AcceptAsync([changed], later);
        Assert.Equal(["a"], second.Accepted);
        Assert.True(second.Revisions["a"] > first.Revisions["a"]);

        var found = await Find("a");
        Assert.Equal(ContentHash.Of(changed), found.ContentHash);
        Assert.Equal((changed.Content, changed.Type, changed.SourceFile, changed.Project), (found.Content, found.Type, found.SourceFile, found.Project));
        Assert.Equal(changed.Concepts, found.Concepts);
        Assert.Equal((Now, later), (found.CreatedAt, found.UpdatedAt));
        Assert.Equal((SyncStatus.Pending, first.Revisions["a"]), (found.Sync.Status, found.Sync.SyncedRevision!.Value));
    }

    [Fact]
    public async Task The_same_again_is_unchanged_and_stays_synced()
    {
        var first = await AcceptIds("a");
        await Settle(SyncOutcomeKind.Confirmed, await Claim("a"));

        var again = await Documents.AcceptAsync([new DocumentDraft("a", "text of a", CreatedBy: "somebody else")], Now.AddDays(1));
        Assert.Empty(again.Accepted);
        Assert.Equal(["a"], again.Unchanged);
        Assert.Equal(first.Revisions, again.Revisions);
        Assert.Equal((SyncStatus.Synced, Now), ((await Find("a")).Sync.Status, (await Find("a")).UpdatedAt));
        Assert.Empty(await Due());
    }

    [Fact]
    public async Task The_same_id_twice_in_one_request_is_taken_in_order()
    {
        var result = await Accept(new("a", "first"), new("b", "b"), new("a", "second"));
        Assert.Equal(["a", "b", "a"], result.Accepted);
        Assert.Equal("second", (await Find("a")).Content);
        Assert.Equal((await Find("a")).Revision, result.Revisions["a"]);
        Assert.True(result.Revisions["a"] > result.Revisions["b"]);
    }

    [Fact]
    public async Task There_and_back_within_one_request_is_a_change()
    {
        var before = await Accept(new DocumentDraft("a", "first"));
        var result = await Accept(new("a", "first"), new("a", "second"), new("a", "first"));
        Assert.Equal(["a", "a"], result.Accepted);
        Assert.Equal(["a"], result.Unchanged);
        Assert.True(result.Revisions["a"] > before.Revisions["a"]);
        Assert.Equal((await Find("a")).Revision, result.Revisions["a"]);
        Assert.Equal("first", (await Find("a")).Content);
    }

    [Fact]
    public async Task The_same_text_twice_in_one_request_is_accepted_and_then_unchanged()
    {
        var result = await Accept(new("a", "text"), new("a", "text"));
        Assert.Equal(["a"], result.Accepted);
        Assert.Equal(["a"], result.Unchanged);
        Assert.Equal((await Find("a")).Revision, result.Revisions["a"]);
    }

    [Fact]
    public async Task Drafts_that_break_a_rule_are_rejected_by_index_and_the_rest_is_taken()
    {
        await AcceptIds("known");
        var result = await Accept(
            new("good", "text"), new("", "text"), new("known", "text of known"), new("bad", ""), new("last", "text"));
        Assert.Equal(["good", "last"], result.Accepted);
        Assert.Equal(["known"], result.Unchanged);
        Assert.Equal([new Rejection(1, "", "id: is empty"), new Rejection(3, "bad", "content: is empty")], result.Rejected);
        Assert.Equal(["good", "known", "last"], result.Revisions.Keys.Order(StringComparer.Ordinal));
        Assert.Null(await Documents.FindAsync("bad"));
    }

    [Fact]
    public async Task A_rejected_draft_leaves_the_document_it_would_have_changed()
    {
        await AcceptIds("a");
        Assert.Single((await Accept(new DocumentDraft("a", "with a \0"))).Rejected);
        Assert.Equal("text of a", (await Find("a")).Content);
    }

    [Fact]
    public async Task A_draft_whose_source_file_is_null_takes_no_other_with_it()
    {
        // The type says it cannot be, but JSON can say null.
        var result = await Accept(new("a", "text", SourceFile: null!), new("b", "text"));
        Assert.Contains("b", result.Accepted);
        Assert.Equal(2, result.Accepted.Count + result.Rejected.Count);
    }

    [Fact]
    public async Task Whatever_the_rules_accept_is_stored_word_for_word_and_whatever_they_refuse_is_rejected()
    {
        var drafts = Gen.Select(Queries.Any, Queries.Any, Queries.Any, Queries.Any.Array[0, 2], Queries.Any,
            (id, content, type, concepts, project) => new DocumentDraft(id, content, type, id, concepts, project, content));
        await drafts.SampleAsync(
            async draft =>
            {
                var result = await Accept(draft);
                if (DocumentRules.Problem(draft) is { } problem)
                {
                    Assert.Equal(new Rejection(0, draft.Id, problem), Assert.Single(result.Rejected));
                    return;
                }

                var found = await Find(draft.Id);
                Assert.Equal(
                    (draft.Content, draft.Type, draft.SourceFile, draft.Project, ContentHash.Of(draft)),
                    (found.Content, found.Type, found.SourceFile, found.Project, found.ContentHash));
                Assert.Equal(draft.Concepts, found.Concepts);
            },
            iter: 300, threads: 1, print: draft => Escaped(draft.ToString()));
    }

    [Fact]
    public async Task Nothing_handed_in_is_nothing_taken()
    {
        var result = await Accept();
        Assert.Empty(result.Accepted.Concat(result.Unchanged));
        Assert.Empty(result.Rejected);
        Assert.Equal(0, (await Statistics.ReadAsync()).Total);
    }

    [Fact]
    public async Task Revisions_rise_with_every_change_and_none_comes_twice()
    {
        var seen = new List<long>
        {
            (await AcceptIds("a")).Revisions["a"],
            (await AcceptIds("b")).Revisions["b"],
            (await Accept(new DocumentDraft("a", "changed"))).Revisions["a"],
            (await Documents.DeleteAsync("b", Now))!.Value,
        };
        await Settle(SyncOutcomeKind.Confirmed, await Claim("b"));
        Assert.Equal(0, (await Statistics.ReadAsync()).Deleting);
        seen.Add((await AcceptIds("b")).Revisions["b"]);
        seen.Add((await Documents.DeleteAsync("a", Now))!.Value);
        seen.Add((await Accept(new DocumentDraft("a", "changed"))).Revisions["a"]);
        seen.AddRange((await AcceptIds("c", "d")).Revisions.Values.Order());

        Assert.Equal(seen.Order().Distinct(), seen);
    }

    [Fact]
    public async Task A_change_clears_quarantine_and_tries()
    {
        await AcceptQuarantined("a");
        var set = (await Find("a")).Sync;
        Assert.Equal((SyncStatus.Failed, 1, Now), (set.Status, set.Attempts, set.QuarantinedAt!.Value));

        await Accept(new DocumentDraft("a", "mended"));
        Assert.Equal(new SyncState(SyncStatus.Pending, null, 0, null, null, null, null, null), (await Find("a")).Sync);
        Assert.Equal(["a"], await DueIds());
    }

    [Fact]
    public async Task The_same_again_clears_no_quarantine()
    {
        await AcceptQuarantined("a");
        Assert.Equal(["a"], (await AcceptIds("a")).Unchanged);
        Assert.NotNull((await Find("a")).Sync.QuarantinedAt);
        Assert.Empty(await Due());
    }

    [Fact]
    public async Task Ids_that_differ_in_anything_are_different_documents()
    {
        string[] ids = ["a", "A", "a ", " a", "ａ", "á", "a.", "%", "_"];
        await AcceptIds(ids);
        foreach (var id in ids)
            Assert.Equal($"text of {id}", (await Find(id)).Content);
    }

    [Fact]
    public async Task An_id_that_cannot_exist_is_not_found_and_not_taken_for_another()
    {
        await AcceptIds("a\uFFFD", "a");
        Assert.Null(await Documents.FindAsync("a\uD800"));
        Assert.Null(await Documents.DeleteAsync("a\uD800", Now));
        Assert.Null(await Documents.FindAsync("a\0"));
        Assert.Null(await Documents.FindAsync(""));
        Assert.Equal(2, (await Statistics.ReadAsync()).Total);
    }
}
