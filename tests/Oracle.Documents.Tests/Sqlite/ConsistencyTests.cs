using CsCheck;
using Oracle.Documents.Sqlite;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Tests.Sqlite;

/// <summary>Counters and text indexes after every step of any sequence of operations.</summary>
public sealed class ConsistencyTests
{
    private static readonly DateTimeOffset Start = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Ids = ["a", "b", "c"];
    private static readonly string[] Contents = ["Extract a tar archive", "จัดเก็บข้อมูล", "保持两个数据库同步", "archives"];
    private static readonly string[] Types = ["note", "learning"];
    private static readonly string[][] Tags = [[], ["x"], ["x", "y"], ["y", "ข้อมูล"]];
    private static readonly SyncOutcomeKind[] Outcomes =
        [SyncOutcomeKind.Confirmed, SyncOutcomeKind.Confirmed, SyncOutcomeKind.Ambiguous, SyncOutcomeKind.Unavailable, SyncOutcomeKind.Rejected];

    private static readonly Gen<DocumentDraft> Draft = Gen.Select(
        Gen.OneOf(Ids), Gen.OneOf(Contents), Gen.OneOf(Types), Gen.OneOf(Tags),
        (id, content, type, tags) => new DocumentDraft(id, content, type, "f.md", tags, CreatedBy: DocumentDraft.Indexer));

    private static readonly Gen<Step> AnyStep = Gen.Frequency(
        (4, Draft.Array[1, 3].Select(drafts => (Step)new Accept(drafts))),
        (1, Draft.Array[0, 2].Select(drafts => (Step)new ReplaceFile(drafts))),
        (3, Gen.OneOf(Ids).Select(id => (Step)new Delete(id))),
        (3, Gen.Const((Step)new Claim())),
        (6, Gen.Select(Gen.Int[0, 30], Gen.OneOf(Outcomes), (claimed, outcome) => (Step)new Settle(claimed, outcome))),
        (1, Gen.Int[1, 2].Select(limit => (Step)new MarkUnavailable(limit))),
        (1, Gen.Int[1, 2].Select(limit => (Step)new MakeDue(limit))));

    [Fact]
    public Task After_any_operation_counters_equal_counts_and_text_indexes_are_whole() =>
        AnyStep.Array[1, 20].SampleAsync(RunAsync, iter: 200, print: steps => string.Join("; ", steps.AsEnumerable()));

    private static async Task RunAsync(Step[] steps)
    {
        await using var sessions = new InMemory();
        var store = new SqliteStore(sessions);
        var now = Start;
        // Never emptied: settlements of rows claimed long ago come late, as they do after a time-out.
        var claimed = new List<SyncRow>();
        var revisions = new HashSet<long>();
        foreach (var step in steps)
        {
            now += TimeSpan.FromSeconds(10);
            await TakeAsync(step);
            await sessions.WriteAsync(connection =>
            {
                Consistency.Check(connection);
                return 0;
            });
        }

        async Task TakeAsync(Step step)
        {
            switch (step)
            {
                case Accept(var drafts):
                    NoteRevisions(await store.Documents.AcceptAsync(drafts, now));
                    break;
                case ReplaceFile(var drafts):
                    NoteRevisions(await store.Documents.ReplaceFileAsync("f.md", drafts, now));
                    break;
                case Delete(var id):
                    if (await store.Documents.DeleteAsync(id, now) is { } revision)
                        Assert.True(revisions.Add(revision), $"revision {revision} came twice");
                    break;
                case Claim:
                    claimed.AddRange(await store.Outbox.DueAsync(now, 10, long.MaxValue, new HashSet<long>()));
                    break;
                case Settle(var index, var kind) when claimed.Count > 0:
                    var row = claimed[index % claimed.Count];
                    var decision = SyncProtocol.Decide([row], new SyncOutcome(kind, "why"), new SyncPolicy(), now, () => 0.5);
                    await store.Outbox.SettleAsync(decision.Settlements, generation: 1, now);
                    break;
                case MarkUnavailable(var limit):
                    await store.Outbox.MarkFailedAsync(SyncFailure.Unavailable, "down", limit, now);
                    break;
                case MakeDue(var limit):
                    await store.Outbox.MakeDueAsync(limit);
                    break;
            }
        }

        void NoteRevisions(AcceptResult result)
        {
            foreach (var id in result.Accepted.Distinct(StringComparer.Ordinal))
                Assert.True(revisions.Add(result.Revisions[id]), $"revision {result.Revisions[id]} came twice");
        }
    }

    private abstract record Step;

    private sealed record Accept(DocumentDraft[] Drafts) : Step
    {
        public override string ToString() => $"accept {Told(Drafts)}";
    }

    private sealed record ReplaceFile(DocumentDraft[] Drafts) : Step
    {
        public override string ToString() => $"replace file by {Told(Drafts)}";
    }

    private sealed record Delete(string Id) : Step;

    private sealed record Claim : Step;

    private sealed record Settle(int Claimed, SyncOutcomeKind Outcome) : Step;

    private sealed record MarkUnavailable(int Limit) : Step;

    private sealed record MakeDue(int Limit) : Step;

    private static string Told(IEnumerable<DocumentDraft> drafts) =>
        string.Join(", ", drafts.Select(d => $"{d.Id}={d.Content}/{d.Type}/{string.Join('+', d.Concepts!)}"));
}
