using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Syncing;

/// <summary>What SQLite says against what Chroma holds.</summary>
public sealed class ReconciliationTests
{
    private const string Model = "hash-v1";
    private static readonly RowState Row = new(1, "a", 7, "hash", SyncStatus.Synced, Deleted: false);
    private static readonly RecordState Record = new("a", 7, "hash", Model);

    [Fact]
    public void A_synced_row_whose_record_is_the_same_needs_nothing() => Assert.Null(Reconciliation.Compare("a", Row, Record, Model));

    public static TheoryData<RecordState?> OtherRecords =>
        [null, Record with { Revision = 6 }, Record with { Revision = 8 }, Record with { Revision = null }, Record with { ContentHash = "old" }, Record with { ContentHash = null }, Record with { Model = "other" }];

    [Theory]
    [MemberData(nameof(OtherRecords))]
    public void A_synced_row_whose_record_is_another_is_due_again(RecordState? record) =>
        Assert.Equal(new Correction("a", 7), Reconciliation.Compare("a", Row, record, Model));

    [Fact]
    public void A_record_without_a_row_is_an_orphan_and_nothing_at_all_is_nothing()
    {
        Assert.True(Reconciliation.Compare("a", row: null, Record, Model)?.IsOrphan);
        Assert.Null(Reconciliation.Compare("a", row: null, record: null, Model));
    }

    [Theory]
    [InlineData(SyncStatus.Pending, false)]
    [InlineData(SyncStatus.Failed, false)]
    [InlineData(SyncStatus.Pending, true)]
    [InlineData(SyncStatus.Failed, true)]
    public void A_row_that_is_on_its_way_is_left_alone_whatever_its_record_is(SyncStatus status, bool deleted)
    {
        Assert.Null(Reconciliation.Compare("a", Row with { Status = status, Deleted = deleted }, Record with { Revision = 1 }, Model));
        Assert.Null(Reconciliation.Compare("a", Row with { Status = status, Deleted = deleted }, record: null, Model));
    }

    [Fact]
    public void What_reading_back_does_not_bear_out_is_unproven()
    {
        var rows = new[] { Written("same"), Written("missing"), Written("old"), Written("gone", deleted: true), Written("still there", deleted: true) };
        RecordState[] read = [Read("same"), Read("old") with { Revision = 6 }, Read("still there"), Read("nobody asked")];
        Assert.Equal(["missing", "old", "still there"], Reconciliation.Unproven(rows, read, Model).Select(row => row.Id));
        Assert.Empty(Reconciliation.Unproven([], read, Model));

        static RecordState Read(string id) => Record with { Id = id };
        static SyncRow Written(string id, bool deleted = false) =>
            new(1, id, 7, "hash", 1, deleted, "text", "note", "", [], Project: null, IsSuspect: true);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(12, true)]
    [InlineData(13, false)]
    public void As_many_records_are_plausible_as_rows_may_have(long records, bool plausible) =>
        Assert.Equal(plausible, Reconciliation.IsPlausible(new Census(Synced: 10, All: 12), records));

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(50, 50, true)]
    [InlineData(51, 51, false)]
    [InlineData(51, 203, false)]
    [InlineData(51, 204, true)]
    [InlineData(1_000, 4_000, true)]
    [InlineData(1_000, 3_999, false)]
    [InlineData(1_001, 1_000_000, false)]
    public void Fifty_orphans_go_always_more_of_them_up_to_a_quarter_and_a_thousand(int orphans, long records, bool may) =>
        Assert.Equal(may, Reconciliation.MayRemove(orphans, records, highestRevision: 7, lastRevision: 7, isAdopted: false));

    [Theory]
    [InlineData(8, false)]
    [InlineData(7, true)]
    public void What_may_be_the_only_copy_is_not_removed_however_few(long highestRevision, bool isAdopted)
    {
        Assert.False(Reconciliation.MayRemove(1, 100, highestRevision, lastRevision: 7, isAdopted));
        Assert.True(Reconciliation.MayRemove(0, 100, highestRevision, lastRevision: 7, isAdopted));
    }

    [Fact]
    public void A_record_that_is_there_again_after_its_deletion_was_confirmed_is_deleted_again()
    {
        Assert.Equal(new Correction("a", Row.Revision), Reconciliation.Compare("a", Row with { Deleted = true }, Record, Model));
        Assert.Null(Reconciliation.Compare("a", Row with { Deleted = true }, record: null, Model));
    }
}
