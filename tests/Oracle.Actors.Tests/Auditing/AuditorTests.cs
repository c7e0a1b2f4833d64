using Akka.Actor;
using Oracle.Actors.Auditing;
using Oracle.Actors.Reindexing;
using Oracle.Actors.Tests.Worlds;
using Oracle.Documents.Reindexing;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Auditing;

/// <summary>What an audit finds, and what it makes of it.</summary>
public sealed class AuditorTests
{
    [Fact]
    public async Task An_audit_of_stores_that_agree_finds_nothing_and_has_compared_all()
    {
        await using var world = await AuditWorld.FilledAsync(1_200);
        var result = await world.AuditAsync(repair: true);
        Assert.Equal((Audit.State.Done, 1_200L, 1_200L, 0, 0, null), (result.State, result.Checked, result.Total, result.Found, result.Repaired, result.Note));
        Assert.Equal(world.Actors.Now, result.FinishedAt);
        // Asked for by their own vectors, all of them, a few at once.
        Assert.Equal(1_200, world.Chroma.Queries.TakeLast(24).Sum());
        Assert.All(world.Chroma.Queries.TakeLast(24), asked => Assert.Equal(50, asked));
    }

    [Fact]
    public async Task Every_kind_of_fault_is_found_by_its_name_and_nothing_is_changed()
    {
        await using var world = await FaultyAsync();
        var sent = world.Chroma.Sent.Count;
        var result = await world.AuditAsync();
        Assert.Equal((1, 5, 1, 1, 0), (result.Missing, result.Stale, result.Orphans, result.Unretrievable, result.Repaired));
        Assert.Equal(["doc-00001"], result.Samples[Audit.Drift.Missing]);
        Assert.Equal(["doc-00002", "doc-00003", "doc-00004", "doc-00005", "doc-00006"], result.Samples[Audit.Drift.Stale]);
        Assert.Equal(["stranger-00000"], result.Samples[Audit.Drift.Orphan]);
        Assert.Equal(["doc-00007"], result.Samples[Audit.Drift.Unretrievable]);
        Assert.True(result.LeftDrift);
        Assert.Equal(sent, world.Chroma.Sent.Count);
    }

    [Theory]
    [InlineData("type")]
    [InlineData("source_file")]
    [InlineData("concepts")]
    [InlineData("project")]
    [InlineData("text")]
    public async Task A_record_that_says_something_else_of_its_document_is_stale_and_mended(string what)
    {
        await using var world = await AuditWorld.FilledAsync(20);
        var record = world.Chroma.Records["doc-00007"];
        world.Chroma.Records["doc-00007"] = what switch
        {
            "type" => record with { Type = "other" },
            "source_file" => record with { SourceFile = "other.md" },
            "concepts" => record with { Concepts = ["other"] },
            "project" => record with { Project = "other" },
            _ => record with { Content = "another text" },
        };
        var result = await world.AuditAsync(repair: true);
        Assert.Equal((1, 1), (result.Found, result.Repaired));
        Assert.Equal(["doc-00007"], result.Samples[Audit.Drift.Stale]);
        await world.Sync.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, (await world.AuditAsync()).Found);
    }

    [Fact]
    public async Task With_repair_all_is_mended_and_a_second_audit_finds_nothing()
    {
        await using var world = await FaultyAsync();
        var result = await world.AuditAsync(repair: true);
        Assert.Equal((8, 8, null), (result.Found, result.Repaired, result.Note));
        await world.Sync.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(30));
        Assert.DoesNotContain("stranger-00000", world.Chroma.Records.Keys);
        Assert.Equal(0, (await world.AuditAsync()).Found);
    }

    [Fact]
    public async Task What_is_there_is_deleted_before_it_is_written_again_and_what_is_missing_is_only_written()
    {
        await using var world = await FaultyAsync();
        await world.AuditAsync(repair: true);
        await world.Sync.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(30));
        var deleted = world.Chroma.Sent.Where(write => write.IsDelete).SelectMany(write => write.Ids).ToHashSet();
        Assert.Superset(new HashSet<string> { "doc-00002", "doc-00005", "doc-00007", "stranger-00000" }, deleted);
        Assert.DoesNotContain("doc-00001", deleted);
    }

    [Fact]
    public async Task For_a_minute_after_an_audit_the_sync_actor_looks_for_no_lost_records_by_itself()
    {
        await using var world = await AuditWorld.FilledAsync(500);
        await world.AuditAsync();
        world.Chroma.Unretrievable["doc-00044"] = true;
        await world.AcceptAsync("another");
        world.Sync.Hint();
        await world.Sync.AdvanceAsync(30);
        Assert.False(world.Chroma.Unretrievable.IsEmpty);
        await world.Actors.AdvanceUntilAsync(() => Task.FromResult(world.Chroma.Unretrievable.IsEmpty), TimeSpan.FromSeconds(60), "it was deleted");
    }

    [Fact]
    public async Task What_was_left_is_looked_at_again_when_a_re_index_is_done()
    {
        await using var world = await FaultyAsync(new AuditSchedule());
        Assert.True((await world.AuditAsync()).LeftDrift);
        Reindexed(world, error: "It was refused.");
        Assert.Null((await world.StatusAsync()).Running);
        Reindexed(world, error: null);
        Assert.NotNull((await world.StatusAsync()).Running);
        Assert.False((await world.EndAsync(TimeSpan.FromMinutes(10))).LeftDrift);
        Reindexed(world, error: null);
        Assert.Null((await world.StatusAsync()).Running);
    }

    [Fact]
    public async Task Another_generation_is_no_drift_and_documents_that_are_not_synced_are_passed_over()
    {
        await using var world = await AuditWorld.FilledAsync(20);
        world.Chroma.OnWrite = write => write.Ids.Contains("late") ? Fakes.Reply.Rejected("no") : null;
        await world.AcceptAsync("late");
        world.Sync.Hint();
        await world.Sync.UntilAsync("late", row => row.Status == "failed", "it was refused");
        var result = await world.AuditAsync();
        Assert.Equal((20L, 0), (result.Checked, result.Found));
    }

    [Fact]
    public async Task A_vector_of_another_length_but_the_same_direction_is_no_drift_nor_is_the_last_digit()
    {
        await using var world = await AuditWorld.FilledAsync(20);
        world.Chroma.Vectors["doc-00003"] = [.. world.Chroma.Vectors["doc-00003"].Select(x => x * 3)];
        world.Chroma.Vectors["doc-00004"] = [.. world.Chroma.Vectors["doc-00004"].Select(x => x * 1.000001f)];
        Assert.Equal(0, (await world.AuditAsync()).Found);
    }

    [Fact]
    public async Task What_seemed_wrong_and_is_right_between_writes_does_not_count()
    {
        await using var world = await AuditWorld.FilledAsync(20);
        world.Remove("doc-00003");
        var held = world.Chroma.Vectors["doc-00003"];
        world.Chroma.Readings.Close();
        await world.RunAsync(new Audit.Run(Repair: true));
        await Eventually.True(() => world.Chroma.Readings.Held > 0);
        // The document changes, and is synced again, before it is looked at again.
        world.Chroma.Readings.Open();
        await world.Sync.AcceptAsync([new Documents.DocumentDraft("doc-00003", "Another text.")]);
        world.Sync.Hint();
        var result = await world.EndAsync(TimeSpan.FromMinutes(1));
        // Either it was looked at before the change, and is truly missing, or not at all.
        Assert.True(result is { Found: 0 } or { Missing: 1, Found: 1, Repaired: 1 }, $"{result}");
        await world.Sync.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(30));
        Assert.NotEqual(held, world.Chroma.Vectors["doc-00003"]);
    }

    [Fact]
    public async Task As_many_documents_as_wanted_are_asked_for_by_their_vectors_spread_over_all()
    {
        await using var world = await AuditWorld.FilledAsync(1_000);
        for (var i = 0; i < 1_000; i += 2)
            world.Chroma.Unretrievable[$"doc-{i:D5}"] = true;
        var before = world.Chroma.Queries.Sum();
        var result = await world.AuditAsync(probe: 10);
        Assert.Equal(1_000, result.Checked);
        Assert.InRange(result.Unretrievable, 0, 10);
        // Ten by the audit; what is found is asked for once more.
        Assert.Equal(10 + result.Unretrievable, world.Chroma.Queries.Sum() - before);
    }

    [Fact]
    public async Task Too_many_strangers_are_left_alone_with_a_word_unless_forced()
    {
        await using var world = await AuditWorld.FilledAsync(100);
        world.Chroma.AddStrangers(60);
        var left = await world.AuditAsync(repair: true);
        Assert.Equal((60, 0), (left.Orphans, left.Repaired));
        Assert.Contains("--force", left.Note, StringComparison.Ordinal);
        Assert.Equal(60, left.Samples[Audit.Drift.Orphan].Count);

        var forced = await world.AuditAsync(repair: true, force: true);
        Assert.Equal((60, 60, null), (forced.Orphans, forced.Repaired, forced.Note));
        await world.Sync.AdvanceUntilBothStoresAgreeAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task An_index_that_loses_too_many_is_built_anew_and_not_mended()
    {
        await using var world = await AuditWorld.FilledAsync(100);
        for (var i = 0; i < 51; i++)
            world.Chroma.Unretrievable[$"doc-{i:D5}"] = true;
        await world.RunAsync(new Audit.Run(Repair: true));
        var wanted = await world.Reindexer.ExpectMsgAsync<Reindex.Start>();
        Assert.Equal(new Reindex.Start(Anew: true), wanted);
        world.Reindexer.Reply(new Reindex.Accepted(new ReindexRun(ReindexKind.Move, ReindexState.Running, Fakes.FakeChroma.Collection("x"), 0, 100, world.Actors.Now)));
        var result = await world.EndAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((51, 0), (result.Unretrievable, result.Repaired));
        Assert.Contains("new collection", result.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_record_is_passed_over_when_others_are_deleted_while_pages_are_turned()
    {
        await using var world = await AuditWorld.FilledAsync(1_400);
        world.Chroma.AddStrangers(1);
        // Before the second page, so many of the first are gone that the last ones have slipped into it.
        var pages = 0;
        world.Chroma.OnPage = _ =>
        {
            if (++pages != 2)
                return;
            for (var i = 0; i < 450; i++)
                world.Chroma.Records.TryRemove($"doc-{i:D5}", out var _);
            world.Chroma.AddStrangers(0);
            world.Chroma.Records["doc-00930a"] = world.Chroma.Records["stranger-00000"] with { Id = "doc-00930a" };
        };
        var result = await world.AuditAsync();
        Assert.Contains("doc-00930a", result.Samples[Audit.Drift.Orphan]);
        Assert.Contains("stranger-00000", result.Samples[Audit.Drift.Orphan]);
        Assert.Equal(2, result.Orphans);
    }

    private static void Reindexed(AuditWorld world, string? error) => world.Ref.Tell(
        new Reindex.Finished(ReindexKind.Move, "oracle_g2", Generation: 2, world.Actors.Now, error));

    private static async Task<AuditWorld> FaultyAsync(AuditSchedule? schedule = null)
    {
        var world = await AuditWorld.FilledAsync(500, schedule);
        world.Remove("doc-00001");
        world.Change("doc-00002", row => row with { Revision = row.Revision + 1 });
        world.Change("doc-00003", row => row with { ContentHash = "another" });
        world.Chroma.Vectors["doc-00004"] = [1, float.NaN, 3, 4];
        world.Swap("doc-00005", "doc-00006");
        world.Chroma.Unretrievable["doc-00007"] = true;
        // As many as before: the sync actor's own count shows nothing.
        world.Chroma.AddStrangers(1);
        return world;
    }
}
