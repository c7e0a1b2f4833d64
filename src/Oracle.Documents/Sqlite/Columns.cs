using System.Text.Json;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Sqlite;

/// <summary>How values stand in columns: times as Unix milliseconds, concepts as a JSON array, statuses as words.</summary>
internal static class Columns
{
    /// <summary>The columns of <see cref="SyncColumns"/>.</summary>
    public const string Sync =
        "sync_status, synced_revision, sync_attempts, last_sync_attempt, next_sync_attempt, sync_error, sync_failure, quarantined_at";

    /// <summary>
    /// Turns the parameter <c>@Concepts</c> into what is stored. Concepts are part of the text index: they must stand
    /// in it as they are, and .NET's writer escapes what lies beyond the basic plane. SQLite's does not.
    /// </summary>
    public const string ConceptsFromParameter = "(select json_group_array(value) from json_each(@Concepts))";

    /// <summary>The same of a list that may be absent.</summary>
    public static string ListFromParameter(string name) => $"iif({name} is null, null, (select json_group_array(value) from json_each({name})))";

    /// <summary>Text of a list for the full-text tables, a line each; null where they see the same in the column.</summary>
    public static string? FoldedList(IReadOnlyList<string>? values) =>
        values?.Any(value => Searching.Folding.Differing(value) is not null) == true ? string.Join('\n', values.Select(Searching.Folding.Of)) : null;

    /// <summary>A list as it is stored: absent where it is empty.</summary>
    public static string? List(IReadOnlyList<string>? values) => values is { Count: > 0 } ? Concepts(values) : null;

    /// <summary>Since when the file of a row <c>d</c>, or its whole root, cannot be read; null where it can.</summary>
    public const string UnreadableSince =
        """
        iif(d.created_by = 'indexer', (select coalesce(f.unreadable_since, r.missing_since) from oracle_files f left join oracle_roots r on r.name = f.root
            where f.source_file = d.source_file), null) as unreadable_since
        """;

    /// <summary>The columns of <see cref="LabelColumns"/>.</summary>
    public const string Labels = "title, aliases, tags, heading_path, section_id, passage";

    public static string Concepts(IReadOnlyList<string>? concepts) => JsonSerializer.Serialize(concepts ?? []);

    /// <summary>Rows may be written by other programs: what is no text is no concept, and nothing stops a reading.</summary>
    public static IReadOnlyList<string> Concepts(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select(Text).OfType<string>()]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    public static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static long? Ms(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();

    /// <summary>A time beyond the calendar is its end.</summary>
    public static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Clamp(ms, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    public static DateTimeOffset? Time(long? ms) => ms is { } value ? Time(value) : null;

    public static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string? Text(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate.
            return null;
        }
    }

    public static SyncState State(SyncColumns row) => new(
        Enum.Parse<SyncStatus>(row.SyncStatus, ignoreCase: true),
        row.SyncedRevision,
        (int)row.SyncAttempts,
        Time(row.LastSyncAttempt),
        Time(row.NextSyncAttempt),
        row.SyncError,
        row.SyncFailure is { } failure ? Enum.Parse<SyncFailure>(failure, ignoreCase: true) : null,
        Time(row.QuarantinedAt));
}

/// <summary>The sync columns of one row, as SQLite gives them. Settable, for Dapper matches columns by name.</summary>
internal record SyncColumns
{
    public string SyncStatus { get; init; } = "";

    public long? SyncedRevision { get; init; }

    public long SyncAttempts { get; init; }

    public long? LastSyncAttempt { get; init; }

    public long? NextSyncAttempt { get; init; }

    public string? SyncError { get; init; }

    public string? SyncFailure { get; init; }

    public long? QuarantinedAt { get; init; }
}

/// <summary>The labels of one row, as SQLite gives them.</summary>
internal record LabelColumns : SyncColumns
{
    public string? Title { get; init; }

    public string? Aliases { get; init; }

    public string? Tags { get; init; }

    public string? HeadingPath { get; init; }

    public string? SectionId { get; init; }

    public string? Passage { get; init; }

    public Labels ToLabels() => new(
        Title, Aliases is null ? null : Columns.Concepts(Aliases), Tags is null ? null : Columns.Concepts(Tags), HeadingPath, SectionId, Passage);
}
