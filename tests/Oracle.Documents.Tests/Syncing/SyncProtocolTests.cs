using CsCheck;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Syncing;

/// <summary>The table of outcomes: what is written about a batch, and what comes next.</summary>
public sealed class SyncProtocolTests
{
    private static readonly DateTimeOffset Now = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SyncPolicy Policy = new();

    [Fact]
    public void Confirmed_rows_are_synced_and_their_tries_are_forgotten()
    {
        var decision = Decide(SyncOutcomeKind.Confirmed, Row(1, attempts: 2), Row(2));
        Assert.Equal(Next.GoOn, decision.Next);
        Assert.Equal([Settled(1), Settled(2)], decision.Settlements);

        static Settlement Settled(int n) =>
            new(n, $"id{n}", n * 10, Deleted: false, SyncStatus.Synced, Attempts: 0, NextAttempt: null, Failure: null, Error: null, Quarantine: false);
    }

    [Theory]
    [InlineData(SyncOutcomeKind.Unavailable)]
    [InlineData(SyncOutcomeKind.Misconfigured)]
    public void Rows_that_could_not_be_sent_are_failed_for_now_and_no_try_is_counted(SyncOutcomeKind kind)
    {
        var decision = Decide(kind, Row(1, attempts: 2), Row(2));
        Assert.Equal(Next.OpenCircuit, decision.Next);
        Assert.Equal([2, 0], decision.Settlements.Select(s => s.Attempts));
        Assert.All(decision.Settlements, s =>
        {
            Assert.Equal(SyncStatus.Failed, s.Status);
            Assert.Equal(SyncFailure.Unavailable, s.Failure);
            Assert.Equal("why", s.Error);
            Assert.Null(s.NextAttempt);
            Assert.False(s.Quarantine);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void A_lost_collection_is_found_again_before_anything_is_written(int size)
    {
        var decision = Decide(SyncOutcomeKind.CollectionLost, Rows(size));
        Assert.Equal(Next.ResolveCollection, decision.Next);
        Assert.Empty(decision.Settlements);
    }

    [Theory]
    [InlineData(SyncOutcomeKind.Rejected, 2)]
    [InlineData(SyncOutcomeKind.Rejected, 250)]
    [InlineData(SyncOutcomeKind.EmbeddingFailed, 2)]
    public void A_refused_batch_is_halved_before_any_document_is_blamed(SyncOutcomeKind kind, int size)
    {
        var decision = Decide(kind, Rows(size));
        Assert.Equal(Next.Halve, decision.Next);
        Assert.Empty(decision.Settlements);
    }

    [Theory]
    [InlineData(SyncOutcomeKind.Rejected, SyncFailure.Rejected)]
    [InlineData(SyncOutcomeKind.EmbeddingFailed, SyncFailure.Embedding)]
    public void A_document_that_is_refused_alone_is_set_aside_with_the_reason(SyncOutcomeKind kind, SyncFailure failure)
    {
        var decision = Decide(kind, Row(1, attempts: 1));
        Assert.Equal(Next.GoOn, decision.Next);
        var settlement = Assert.Single(decision.Settlements);
        Assert.Equal(
            new Settlement(1, "id1", 10, Deleted: false, SyncStatus.Failed, Attempts: 2, NextAttempt: null, failure, "why", Quarantine: true),
            settlement);
    }

    [Fact]
    public void A_refused_deletion_is_tried_again_for_nobody_would_see_it_set_aside()
    {
        var settlement = Assert.Single(Decide(SyncOutcomeKind.Rejected, Row(1) with { Deleted = true }).Settlements);
        Assert.False(settlement.Quarantine);
        Assert.NotNull(settlement.NextAttempt);
    }

    [Fact]
    public void An_ambiguous_outcome_counts_a_try_for_every_row_and_sends_it_again_later()
    {
        var decision = Decide(SyncOutcomeKind.Ambiguous, Row(1), Row(2, attempts: 1));
        Assert.Equal(Next.GoOn, decision.Next);
        Assert.Equal([1, 2], decision.Settlements.Select(s => s.Attempts));
        Assert.All(decision.Settlements, s =>
        {
            Assert.Equal(SyncStatus.Pending, s.Status);
            Assert.Equal(SyncFailure.Unavailable, s.Failure);
            Assert.Equal("why", s.Error);
            Assert.False(s.Quarantine);
        });
    }

    [Fact]
    public void A_round_has_three_tries_and_the_next_begins_within_the_longest_pause()
    {
        var row = Row(1);
        var statuses = new List<SyncStatus>();
        for (var attempt = 1; attempt <= 6; attempt++)
        {
            var settlement = Assert.Single(Decide(SyncOutcomeKind.Ambiguous, row).Settlements);
            Assert.Equal(attempt, settlement.Attempts);
            statuses.Add(settlement.Status);
            if (settlement.Status == SyncStatus.Failed)
                Assert.InRange(settlement.NextAttempt!.Value - Now, Policy.BackoffMax / 2, Policy.BackoffMax);
            row = row with { Attempts = settlement.Attempts };
        }

        Assert.Equal(
            [SyncStatus.Pending, SyncStatus.Pending, SyncStatus.Failed, SyncStatus.Pending, SyncStatus.Pending, SyncStatus.Failed],
            statuses);
    }

    [Fact]
    public void With_one_try_a_round_every_try_in_vain_makes_it_failed()
    {
        var decision = SyncProtocol.Decide([Row(1)], new SyncOutcome(SyncOutcomeKind.Ambiguous, "why"), Policy with { MaxAttempts = 1 }, Now, () => 0.5);
        Assert.Equal(SyncStatus.Failed, Assert.Single(decision.Settlements).Status);
    }

    [Fact]
    public void Each_row_of_a_batch_has_a_pause_of_its_own()
    {
        var jitter = new Queue<double>([0.1, 0.9]);
        var decision = SyncProtocol.Decide([Row(1), Row(2)], new SyncOutcome(SyncOutcomeKind.Ambiguous), Policy, Now, jitter.Dequeue);
        Assert.Equal([Now.AddMilliseconds(20), Now.AddMilliseconds(180)], decision.Settlements.Select(s => s.NextAttempt!.Value));
    }

    [Fact]
    public void An_outcome_nobody_knows_is_no_success() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Decide((SyncOutcomeKind)99, Row(1)));

    [Fact]
    public void Whatever_comes_back_no_row_is_lost_and_none_waits_longer_than_the_longest_pause()
    {
        var rows = Gen.Select(Gen.Int[1, 1_000_000], Gen.Int[0, 50], Gen.Bool).Select((n, attempts, deleted) => Row(n, attempts) with { Deleted = deleted });
        var cases = Gen.Select(
            rows.Array[1, 6],
            Gen.Enum<SyncOutcomeKind>(),
            Gen.Int[1, 100],
            Gen.Double[0, 1].Where(jitter => jitter < 1));
        cases.Sample((batch, kind, maxAttempts, jitter) =>
        {
            var policy = Policy with { MaxAttempts = maxAttempts };
            var decision = SyncProtocol.Decide(batch, new SyncOutcome(kind, "why"), policy, Now, () => jitter);

            if (decision.Next is Next.Halve or Next.ResolveCollection)
                Assert.Empty(decision.Settlements);
            else
                Assert.Equal(batch.Select(r => (r.N, r.Id, r.Revision, r.Deleted)), decision.Settlements.Select(s => (s.N, s.Id, s.Revision, s.Deleted)));
            if (decision.Next == Next.Halve)
                Assert.True(batch.Length > 1);

            Assert.All(decision.Settlements, s =>
            {
                Assert.Equal(kind == SyncOutcomeKind.Confirmed, s.Status == SyncStatus.Synced);
                Assert.Equal(s.Status == SyncStatus.Synced, s.Error is null && s.Failure is null);
                Assert.True(!s.Quarantine || s.Status == SyncStatus.Failed);
                if (s.NextAttempt is { } next)
                    Assert.InRange(next, Now, Now + policy.BackoffMax);
            });
        }, iter: 5_000);
    }

    private static SyncRow[] Rows(int count) => [.. Enumerable.Range(1, count).Select(n => Row(n))];

    private static SyncRow Row(int n, int attempts = 0) =>
        new(n, $"id{n}", n * 10L, "hash", attempts, Deleted: false, "content", "note", "", [], Project: null);

    private static Decision Decide(SyncOutcomeKind kind, params SyncRow[] batch) => SyncProtocol.Decide(
        batch, kind == SyncOutcomeKind.Confirmed ? SyncOutcome.Confirmed : new SyncOutcome(kind, "why"), Policy, Now, () => 0.5);
}
