using Oracle.Chroma;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>The metadata of a record in Chroma (contract, section 6).</summary>
public static class RecordMetadata
{
    internal const string Type = "type";
    internal const string Revision = "revision";
    private const string SourceFile = "source_file";
    private const string Concepts = "concepts";
    private const string Project = "project";
    private const string ContentHash = "content_hash";
    private const string Model = "embedding_model";

    /// <summary>All keys, every time: upserts merge, so that an absent value must be an explicit null.</summary>
    public static IReadOnlyDictionary<string, MetadataValue> Of(SyncRow row, string model, int generation) =>
        new Dictionary<string, MetadataValue>(StringComparer.Ordinal)
        {
            [Type] = row.Type,
            [SourceFile] = NullIfEmpty(row.SourceFile),
            [Concepts] = Joined(row.Concepts),
            [Project] = row.Project,
            [Revision] = row.Revision,
            [ContentHash] = row.ContentHash,
            [Model] = model,
            ["generation"] = (long)generation,
        };

    /// <summary>What a record's metadata say it is.</summary>
    public static RecordState State(string id, IReadOnlyDictionary<string, MetadataValue> metadata) =>
        new(id, metadata.GetInteger(Revision), metadata.GetText(ContentHash), metadata.GetText(Model));

    /// <summary>What the record of a row should say of it besides.</summary>
    public static RecordFacts Facts(SyncRow row) =>
        new(row.Type, NullIfEmpty(row.SourceFile), Joined(row.Concepts), row.Project, RecordFacts.Hash(row.Content));

    /// <summary>What a record does say.</summary>
    internal static RecordFacts Facts(IReadOnlyDictionary<string, MetadataValue> metadata, string? text) =>
        new(metadata.GetText(Type), metadata.GetText(SourceFile), metadata.GetText(Concepts), metadata.GetText(Project), RecordFacts.Hash(text));

    private static string? Joined(IReadOnlyList<string> concepts) => NullIfEmpty(string.Join(',', concepts));

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
