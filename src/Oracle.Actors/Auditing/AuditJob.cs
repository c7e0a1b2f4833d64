using System.Collections.Immutable;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Auditing;

/// <summary>What an audit does next.</summary>
internal enum AuditPhase
{
    /// <summary>Documents are compared with their records.</summary>
    Documents,

    /// <summary>Records are looked up in SQLite.</summary>
    Records,

    /// <summary>Records that no document has are removed.</summary>
    Orphans,

    /// <summary>Records that no query finds are written anew.</summary>
    Unretrievable,

    /// <summary>Nothing.</summary>
    Done,
}

/// <summary>An audit under way: what was asked for, how far it came and what it found. Each step gives a new one.</summary>
internal sealed record AuditJob(Audit.Run Wanted, bool IsScheduled, DateTimeOffset StartedAt)
{
    private const int SampleSize = 100;

    public AuditPhase Phase { get; init; } = AuditPhase.Documents;

    /// <summary>What is audited; null before Chroma was first seen.</summary>
    public CollectionRecord? Collection { get; init; }

    /// <summary>What has a later revision changed since, and is passed over.</summary>
    public long LastRevision { get; init; }

    public long Total { get; init; }

    /// <summary>The key of the last document compared.</summary>
    public long After { get; init; }

    public long Checked { get; init; }

    /// <summary>How many documents were asked for by their own vectors.</summary>
    public long Probed { get; init; }

    public RecordPosition Position { get; init; } = RecordPosition.Start;

    public ImmutableHashSet<string> Orphans { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    public long HighestOrphan { get; init; }

    /// <summary>Orphans that are still to be removed.</summary>
    public ImmutableList<string> ToRemove { get; init; } = [];

    /// <summary>Findings that are still to be written anew; no more of them than are worth it.</summary>
    public ImmutableList<Finding> ToRenew { get; init; } = [];

    public ImmutableDictionary<Audit.Drift, ImmutableList<string>> Samples { get; init; } = ImmutableDictionary<Audit.Drift, ImmutableList<string>>.Empty;

    public ImmutableDictionary<Audit.Drift, int> Counts { get; init; } = ImmutableDictionary<Audit.Drift, int>.Empty;

    public int Repaired { get; init; }

    public ImmutableList<string> Notes { get; init; } = [];

    /// <summary>So many that their index is to be built anew rather than they alone.</summary>
    public bool IsIndexBroken => Count(Audit.Drift.Unretrievable) > Math.Max(50, Probed / 20);

    public int Count(Audit.Drift drift) => Counts.GetValueOrDefault(drift);

    /// <summary>The same wish, from the beginning: what was found in another collection says nothing of this one.</summary>
    public AuditJob In(CollectionRecord collection, Census census) => new(Wanted, IsScheduled, StartedAt)
    {
        Collection = collection, LastRevision = census.LastRevision, Total = census.Synced,
    };

    public AuditJob Found(Audit.Drift drift, IReadOnlyCollection<string> ids)
    {
        if (ids.Count == 0)
            return this;
        var sample = Samples.GetValueOrDefault(drift, []);
        return this with
        {
            Counts = Counts.SetItem(drift, Count(drift) + ids.Count),
            Samples = Samples.SetItem(drift, sample.AddRange(ids.Take(SampleSize - sample.Count))),
        };
    }

    public AuditJob Noted(string note) => this with { Notes = Notes.Add(note) };

    /// <summary>Which of some documents are asked for by their vectors: as many as wanted, spread over all. Null: all.</summary>
    public IReadOnlySet<string>? Probe(IReadOnlyList<SyncRow> documents)
    {
        if (Wanted.Probe is not { } wanted || wanted >= Total)
            return null;
        bool IsTurn(long place) => place < Total && (place + 1) * wanted / Total > place * wanted / Total;
        return documents.Where((_, i) => IsTurn(Checked + i)).Select(document => document.Id).ToHashSet(StringComparer.Ordinal);
    }

    public Audit.Result Result(Audit.State state, DateTimeOffset? finishedAt = null, string? trouble = null) => new(
        state, Checked, Math.Max(Total, Checked), Count(Audit.Drift.Missing), Count(Audit.Drift.Stale), Count(Audit.Drift.Orphan), Count(Audit.Drift.Unretrievable),
        Repaired, Enum.GetValues<Audit.Drift>().ToDictionary(drift => drift, drift => (IReadOnlyList<string>)Samples.GetValueOrDefault(drift, [])),
        StartedAt, finishedAt, trouble is null && Notes.IsEmpty ? null : string.Join(' ', trouble is null ? Notes : Notes.Add(trouble)));
}

/// <summary>How far the records were looked up.</summary>
/// <param name="Offset">The place behind the last one.</param>
/// <param name="Seen">The ids of the last page.</param>
internal sealed record RecordPosition(int Offset, IReadOnlySet<string> Seen)
{
    public static readonly RecordPosition Start = new(0, ImmutableHashSet<string>.Empty);
}
