using System.Collections.Immutable;
using Oracle.Actors.Auditing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Reindexing;

/// <summary>How far the comparison of a filled collection with SQLite has come.</summary>
/// <param name="Target">The collection that is compared.</param>
/// <param name="AfterRow">The key of the last document compared; null: all were, and records without a document are looked for.</param>
/// <param name="Offset">How many records were looked at for that.</param>
/// <param name="Wrong">What is written or deleted again.</param>
/// <param name="Unfound">How many of these are as they should be, and not found by their own vectors.</param>
internal sealed record Verification(CollectionRecord Target, long? AfterRow, int Offset, ImmutableList<string> Wrong, int Unfound = 0)
{
    private const int Page = 1_000;

    /// <summary>The only documents to be compared; null: all, and all records.</summary>
    private IReadOnlyCollection<string>? Only { get; init; }

    /// <summary>Of everything.</summary>
    public static Verification Of(CollectionRecord target) => new(target, AfterRow: 0, Offset: 0, []);

    /// <summary>Of a few documents, which were wrong before.</summary>
    public static Verification Of(CollectionRecord target, IReadOnlyCollection<string> only) => Of(target) with { Only = only };

    /// <summary>Compares the next few. What is wrong is written again, by the way of all that the collection lacks.</summary>
    public async Task<Verified> GoOnAsync(ReindexerParts parts, CancellationToken cancel) =>
        AfterRow is { } after ? await DocumentsAsync(after, parts, cancel)
        : Only is null ? await RecordsAsync(parts, cancel)
        : new Verified(SyncOutcome.Confirmed, this, IsDone: true);

    private async Task<Verified> DocumentsAsync(long after, ReindexerParts parts, CancellationToken cancel)
    {
        var rows = await parts.Reindexing.HeldAsync(Target.Name, after, parts.Policy.BatchSize, parts.Policy.BatchBytes, Only);
        var check = await CheckAsync(rows, Target, parts, cancel);
        // Looked at again: a document that changed meanwhile was written between reading the row and the record.
        var wrong = check.Findings.Select(finding => finding.Expected.Id).ToHashSet(StringComparer.Ordinal);
        if (wrong.Count > 0)
        {
            var again = (await parts.Reindexing.HeldAsync(Target.Name, after, parts.Policy.BatchSize, parts.Policy.BatchBytes, Only))
                .Where(row => wrong.Contains(row.Id)).ToList();
            check = await CheckAsync(again, Target, parts, cancel);
            wrong = [.. check.Findings.Select(finding => finding.Expected.Id)];
        }

        if (check.Outcome.Kind != SyncOutcomeKind.Confirmed)
            return new Verified(check.Outcome, this, IsDone: false);
        await parts.Reindexing.RedoAsync(Target.Name, wrong);
        var next = With(wrong) with { Unfound = Unfound + check.Findings.Count(finding => finding.Drift == Audit.Drift.Unretrievable), AfterRow = rows.Count > 0 ? rows[^1].N : null };
        return new Verified(SyncOutcome.Confirmed, next, IsDone: false);
    }

    private async Task<Verified> RecordsAsync(ReindexerParts parts, CancellationToken cancel)
    {
        var page = await parts.Vectors.PageAsync(Target, Offset, Page, cancel);
        if (page.Value is not { } records)
            return new Verified(page.Outcome, this, IsDone: false);
        var strangers = await parts.Reindexing.StrangersAsync(Target.Name, [.. records.Select(record => record.Id)]);
        await parts.Reindexing.RedoAsync(Target.Name, strangers);
        return new Verified(SyncOutcome.Confirmed, With(strangers) with { Offset = Offset + records.Count }, IsDone: records.Count < Page);
    }

    private Verification With(IReadOnlyCollection<string> wrong) => this with { Wrong = Wrong.AddRange(wrong) };

    private static Task<CollectionCheck> CheckAsync(IReadOnlyList<SyncRow> rows, CollectionRecord target, ReindexerParts parts, CancellationToken cancel) =>
        CollectionCheck.OfAsync(rows, target, parts.Vectors, parts.Embedder, probe: null, cancel);
}

/// <summary>A step of it.</summary>
/// <param name="Outcome">Confirmed, or why nothing is known.</param>
/// <param name="Position">How far it has come.</param>
/// <param name="IsDone">All was compared.</param>
internal sealed record Verified(SyncOutcome Outcome, Verification Position, bool IsDone);
