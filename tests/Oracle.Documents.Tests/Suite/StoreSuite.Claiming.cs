using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Suite;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task An_empty_outbox_has_nothing_due() => Assert.Empty(await Due());

    [Fact]
    public async Task A_claimed_row_carries_all_that_a_record_in_Chroma_needs()
    {
        var draft = new DocumentDraft("a", "ข้อความ", "learning", "f.md", ["one", "สอง"], "oracle", "me");
        var accepted = await Accept(draft);
        var row = Assert.Single(await Due());
        Assert.Equal((draft.Id, draft.Content, draft.Type, draft.SourceFile, draft.Project), (row.Id, row.Content, row.Type, row.SourceFile, row.Project));
        Assert.Equal(draft.Concepts, row.Concepts);
        Assert.Equal((accepted.Revisions["a"], ContentHash.Of(draft), 0, false), (row.Revision, row.ContentHash, row.Attempts, row.Deleted));
    }

    [Fact]
    public async Task Rows_without_a_time_come_first_then_those_longest_due_then_by_revision()
    {
        await AcceptIds("late", "early", "older", "newer");
        await Settle(SyncOutcomeKind.Ambiguous, jitter: 0.9, await Claim("late"));
        await Settle(SyncOutcomeKind.Ambiguous, jitter: 0.1, await Claim("early"));
        Assert.Equal(["older", "newer", "early", "late"], await DueIds(Now.AddSeconds(1)));
    }

    [Fact]
    public async Task A_row_is_due_at_its_time_and_not_before()
    {
        await AcceptIds("a");
        await Settle(SyncOutcomeKind.Ambiguous, jitter: 0.5, await Claim("a"));
        var next = (await Find("a")).Sync.NextAttempt!.Value;
        Assert.Equal(Now.AddMilliseconds(100), next);
        Assert.Empty(await Due(next.AddMilliseconds(-1)));
        Assert.Single(await Due(next));
    }

    [Fact]
    public async Task A_time_more_than_an_hour_ahead_means_now_for_a_clock_was_set_back()
    {
        await AcceptIds("a");
        await Settle(SyncOutcomeKind.Ambiguous, await Claim("a"));
        var next = (await Find("a")).Sync.NextAttempt!.Value;
        Assert.Single(await Due(next.AddHours(-1).AddMilliseconds(-1)));
        Assert.Empty(await Due(next.AddHours(-1)));
        Assert.Single(await Due(next.AddYears(-20)));
    }

    [Fact]
    public async Task No_more_rows_than_asked_for_are_claimed()
    {
        await AcceptIds("a", "b", "c");
        Assert.Equal(["a", "b"], (await Outbox.DueAsync(Now, 2, long.MaxValue, None)).Select(row => row.Id));
    }

    [Fact]
    public async Task A_batch_ends_before_it_has_too_many_bytes()
    {
        // Four bytes, nine bytes (three characters), four bytes.
        await Accept(new("a", "aaaa"), new("b", "ขขข"), new("c", "cccc"));
        Assert.Equal(["a"], await Claimable(bytes: 12));
        Assert.Equal(["a", "b"], await Claimable(bytes: 13));
        Assert.Equal(["a", "b"], await Claimable(bytes: 16));
        Assert.Equal(["a", "b", "c"], await Claimable(bytes: 17));
    }

    [Fact]
    public async Task A_document_larger_than_the_limit_goes_alone()
    {
        await Accept(new("large", new string('l', 100)), new("b", "b"), new("c", "c"));
        Assert.Equal(["large"], await Claimable(bytes: 10));
    }

    [Fact]
    public async Task A_large_document_that_is_not_the_first_waits_for_its_turn()
    {
        await Accept(new("a", "a"), new("large", new string('l', 100)), new("c", "c"));
        Assert.Equal(["a"], await Claimable(bytes: 10));
    }

    [Fact]
    public async Task A_tombstone_has_no_bytes()
    {
        await Accept(new DocumentDraft("a", new string('a', 100)), new DocumentDraft("b", new string('b', 100)));
        await Documents.DeleteAsync("a", Now);
        await Documents.DeleteAsync("b", Now);
        Assert.Equal(["a", "b"], await Claimable(bytes: 10));
    }

    [Fact]
    public async Task Rows_in_flight_are_passed_over_and_take_nobodys_place()
    {
        await AcceptIds("a", "b", "c", "d");
        var inFlight = (await Due()).Take(2).Select(row => row.N).ToHashSet();
        Assert.Equal(["c", "d"], (await Outbox.DueAsync(Now, 2, long.MaxValue, inFlight)).Select(row => row.Id));
    }

    [Fact]
    public async Task Bytes_of_rows_in_flight_do_not_count()
    {
        await Accept(new DocumentDraft("a", new string('a', 100)), new DocumentDraft("b", "b"), new DocumentDraft("c", "c"));
        var inFlight = new HashSet<long> { (await Claim("a")).N };
        Assert.Equal(["b", "c"], (await Outbox.DueAsync(Now, 10, 10, inFlight)).Select(row => row.Id));
    }

    [Fact]
    public async Task Rows_can_be_looked_up_by_key_due_or_not()
    {
        await AcceptIds("waiting", "synced", "refused", "deleted");
        var keys = (await Due()).ToDictionary(row => row.Id, row => row.N, StringComparer.Ordinal);
        await Settle(SyncOutcomeKind.Ambiguous, await Claim("waiting"));
        await Settle(SyncOutcomeKind.Confirmed, await Claim("synced"));
        await Settle(SyncOutcomeKind.Rejected, await Claim("refused"));
        await Documents.DeleteAsync("deleted", Now);

        Assert.DoesNotContain("waiting", await DueIds());
        var rows = await Outbox.RowsAsync([.. keys.Values, 999_999], long.MaxValue);
        Assert.Equal([("deleted", true, ""), ("waiting", false, "text of waiting")], rows.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => (r.Id, r.Deleted, r.Content)));
        Assert.Equal(1, rows.Single(r => r.Id == "waiting").Attempts);
        Assert.Empty(await Outbox.RowsAsync([], long.MaxValue));
    }

    [Fact]
    public async Task Rows_looked_up_by_key_end_before_they_have_too_many_bytes()
    {
        // Four bytes, nine bytes (three characters), none, four bytes.
        await Accept(new("a", "aaaa"), new("b", "ขขข"), new("deleted", new string('d', 100)), new("c", "cccc"));
        await Documents.DeleteAsync("deleted", Now);
        var keys = (await Due()).Select(row => row.N).ToList();
        Assert.Equal(["a"], await LookedUp(bytes: 0));
        Assert.Equal(["a"], await LookedUp(bytes: 12));
        Assert.Equal(["a", "b"], await LookedUp(bytes: 16));
        Assert.Equal(["a", "b", "c", "deleted"], await LookedUp(bytes: 17));

        async Task<IEnumerable<string>> LookedUp(long bytes) =>
            (await Outbox.RowsAsync(keys, bytes)).Select(row => row.Id).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_quarantined_row_is_taken_by_nobody()
    {
        await AcceptIds("a");
        var key = (await Claim("a")).N;
        await Settle(SyncOutcomeKind.Rejected, await Claim("a"));
        Assert.Empty(await Due(Now.AddYears(1)));
        Assert.Empty(await Outbox.RowsAsync([key], long.MaxValue));
        Assert.Empty(await Outbox.SweepableAsync(Now.AddYears(1), 10));
        Assert.Equal(new Backlog(0, 0), await Outbox.BacklogAsync(Now.AddYears(1)));
        Assert.Equal(0, await Outbox.MarkFailedAsync(SyncFailure.Unavailable, "down", 10, Now.AddYears(1)));
        Assert.Equal(0, await Outbox.MakeDueAsync(10));
        Assert.Equal("because it is Rejected", (await Find("a")).Sync.Error);
    }

    private async Task<IEnumerable<string>> Claimable(long bytes) =>
        (await Outbox.DueAsync(Now, 1_000, bytes, None)).Select(row => row.Id);
}
