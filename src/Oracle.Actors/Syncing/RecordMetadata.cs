using Oracle.Chroma;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>The metadata of a record in Chroma (contract, section 6).</summary>
public static class RecordMetadata
{
    internal const string Type = "type";
    internal const string Revision = "revision";
    private const string ContentHash = "content_hash";
    private const string Model = "embedding_model";

    /// <summary>All keys, every time: upserts merge, so that an absent value must be an explicit null.</summary>
    public static IReadOnlyDictionary<string, MetadataValue> Of(SyncRow row, string model, int generation) =>
        new Dictionary<string, MetadataValue>(StringComparer.Ordinal)
        {
            [Type] = row.Type,
            ["source_file"] = NullIfEmpty(row.SourceFile),
            ["concepts"] = NullIfEmpty(string.Join(',', row.Concepts)),
            ["project"] = row.Project,
            [Revision] = row.Revision,
            [ContentHash] = row.ContentHash,
            [Model] = model,
            ["generation"] = (long)generation,
        };

    /// <summary>What a record's metadata say it is.</summary>
    public static RecordState State(string id, IReadOnlyDictionary<string, MetadataValue> metadata) =>
        new(id, metadata.GetInteger(Revision), metadata.GetText(ContentHash), metadata.GetText(Model));

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
