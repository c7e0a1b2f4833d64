namespace Oracle.Chroma.Tests;

internal static class Samples
{
    public static readonly Guid Collection = Guid.Parse("11111111-1111-4111-8111-111111111111");

    public static readonly ChromaLimits Limits = new(MaxBatchSize: 5_461, SupportsBase64: true);

    public static ChromaRecord Record(string id = "a", float[]? embedding = null, string? document = "text", Dictionary<string, MetadataValue>? metadata = null) =>
        new(id, embedding ?? [1, 2, 3], document, metadata ?? []);
}
