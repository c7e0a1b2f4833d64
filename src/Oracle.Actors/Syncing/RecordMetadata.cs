using Oracle.Chroma;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>The metadata of a record in Chroma (contract, section 6).</summary>
public static class RecordMetadata
{
    internal const string Type = "type";
    internal const string Revision = "revision";

    /// <summary>All keys, every time: upserts merge, so that an absent value must be an explicit null.</summary>
    public static IReadOnlyDictionary<string, MetadataValue> Of(SyncRow row, string model, int generation) =>
        new Dictionary<string, MetadataValue>(StringComparer.Ordinal)
        {
            [Type] = row.Type,
            ["source_file"] = NullIfEmpty(row.SourceFile),
            ["concepts"] = NullIfEmpty(string.Join(',', row.Concepts)),
            ["project"] = row.Project,
            [Revision] = row.Revision,
            ["content_hash"] = row.ContentHash,
            ["embedding_model"] = model,
            ["generation"] = (long)generation,
        };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
