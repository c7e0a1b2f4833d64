using CsCheck;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Syncing;

/// <summary>What is decided about writes of unknown fate.</summary>
public sealed class SuspectProtocolTests
{
    private static readonly DateTimeOffset Now = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SyncPolicy Policy = new();

    [Fact]
    public void Rows_without_a_try_in_vain_go_alone_and_before_all_others() =>
        Assert.Equal([2, 4], Chosen(Row(1, 1), Row(2), Row(3, 9), Row(4)));

    [Fact]
    public void Nothing_due_is_nothing_chosen() => Assert.Empty(SyncProtocol.Choose([], Policy));

    [Theory]
    [InlineData(0, 250)]
    [InlineData(1, 125)]
    [InlineData(2, 62)]
    [InlineData(7, 1)]
    [InlineData(8, 1)]
    [InlineData(1_000_000, 1)]
    public void Each_try_in_vain_halves_how_many_go_together(int attempts, int together) =>
        Assert.Equal(together, SyncProtocol.Together(attempts, Policy));

    [Fact]
    public void No_suspect_goes_with_more_others_than_its_own_tries_allow() =>
        Gen.Int[1, 12].Array[1, 300].Sample(attempts =>
        {
            var rows = attempts.Select((tries, i) => Row(i + 1, tries)).ToList();
            var chosen = SyncProtocol.Choose(rows, Policy);
            Assert.NotEmpty(chosen);
            Assert.All(chosen, row => Assert.True(chosen.Count <= SyncProtocol.Together(row.Attempts, Policy)));
            Assert.Equal(attempts.Min(), chosen[0].Attempts);
        });

    public static TheoryData<SyncOutcomeKind, bool, bool> Fates => new()
    {
        { SyncOutcomeKind.Ambiguous, false, true },
        { SyncOutcomeKind.Ambiguous, true, true },
        { SyncOutcomeKind.Interrupted, true, true },
        { SyncOutcomeKind.Hopeless, true, true },
        { SyncOutcomeKind.Unavailable, true, true },
        { SyncOutcomeKind.Unavailable, false, false },
        { SyncOutcomeKind.Misconfigured, true, true },
        { SyncOutcomeKind.Misconfigured, false, false },
        { SyncOutcomeKind.Rejected, false, false },
        { SyncOutcomeKind.Confirmed, false, false },
        { SyncOutcomeKind.EmbedderDown, false, false },
    };

    [Theory]
    [MemberData(nameof(Fates))]
    public void What_may_still_land_is_read_back_twice(SyncOutcomeKind kind, bool maybeApplied, bool isChecked)
    {
        foreach (var row in (SyncRow[])[Row(1), Row(1) with { Deleted = true }])
        {
            var settlement = Assert.Single(Decide(new SyncOutcome(kind, "why", maybeApplied), row).Settlements);
            Assert.Equal(isChecked ? [Now.AddSeconds(35), Now.AddMinutes(20)] : null, settlement.ChecksAt);
        }
    }

    [Fact]
    public void Rows_that_a_server_went_away_with_are_suspects_and_due_as_soon_as_it_answers()
    {
        var decision = Decide(new SyncOutcome(SyncOutcomeKind.Interrupted, "why", MaybeApplied: true), Row(1), Row(2, 4));
        Assert.Equal(Next.OpenCircuit, decision.Next);
        Assert.Equal([1, 5], decision.Settlements.Select(s => s.Attempts));
        Assert.All(decision.Settlements, s => Assert.Equal((SyncStatus.Failed, SyncFailure.Unavailable, null, false), (s.Status, s.Failure, s.NextAttempt, s.Quarantine)));
        Assert.Null(Assert.Single(Decide(new SyncOutcome(SyncOutcomeKind.Interrupted, "why"), Row(1)).Settlements).NextAttempt);
    }

    [Fact]
    public void A_suspect_that_a_server_went_away_with_alone_waits_for_its_backoff()
    {
        for (var attempts = 1; attempts < 30; attempts++)
        {
            var settlement = Assert.Single(Decide(new SyncOutcome(SyncOutcomeKind.Interrupted, "why"), Row(1, attempts)).Settlements);
            Assert.InRange(settlement.NextAttempt!.Value, Now.AddMilliseconds(1), Now + Policy.BackoffMax);
        }
    }

    [Fact]
    public void A_document_without_hope_is_quarantined_with_its_reason_and_a_deletion_is_tried_on()
    {
        var document = Assert.Single(Decide(new SyncOutcome(SyncOutcomeKind.Hopeless, "why"), Row(1, 12)).Settlements);
        Assert.Equal((true, SyncStatus.Failed, SyncFailure.Rejected, "why", 13), (document.Quarantine, document.Status, document.Failure, document.Error, document.Attempts));
        var deletion = Assert.Single(Decide(new SyncOutcome(SyncOutcomeKind.Hopeless, "why"), Row(1, 12) with { Deleted = true }).Settlements);
        Assert.False(deletion.Quarantine);
        Assert.NotNull(deletion.NextAttempt);
    }

    [Fact]
    public void Suspects_that_are_not_alone_part_within_two_seconds()
    {
        for (var attempts = 0; attempts < 40; attempts++)
        {
            var settlements = Decide(new SyncOutcome(SyncOutcomeKind.Ambiguous, "why"), Row(1, attempts), Row(2, attempts)).Settlements;
            Assert.All(settlements, s => Assert.InRange(s.NextAttempt!.Value, Now, Now.AddSeconds(2)));
        }
    }

    private static IEnumerable<long> Chosen(params SyncRow[] due) => SyncProtocol.Choose(due, Policy).Select(row => row.N);

    private static SyncRow Row(int n, int attempts = 0) =>
        new(n, $"id{n}", n * 10L, "hash", attempts, Deleted: false, "content", "note", "", [], Project: null);

    private static Decision Decide(SyncOutcome outcome, params SyncRow[] batch) => SyncProtocol.Decide(batch, outcome, Policy, Now, () => 0.5);
}
