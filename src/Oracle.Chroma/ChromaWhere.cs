using System.Text.Json.Nodes;
using Oracle.Chroma.Wire;

namespace Oracle.Chroma;

/// <summary>A condition on metadata. A record without the key matches none but <see cref="NotEqual"/>.</summary>
public sealed class ChromaWhere
{
    private ChromaWhere(JsonObject json) => Json = json;

    internal JsonObject Json { get; }

    /// <summary>The value under the key is this one. Text never equals a number; 2 equals 2.0.</summary>
    public static ChromaWhere Equal(string key, MetadataValue value) => Compare(key, "$eq", value);

    /// <summary>The value under the key is another one, or there is none.</summary>
    public static ChromaWhere NotEqual(string key, MetadataValue value) => Compare(key, "$ne", value);

    /// <summary>The number under the key is smaller.</summary>
    public static ChromaWhere Less(string key, MetadataValue value) => Compare(key, "$lt", value);

    /// <summary>The number under the key is greater.</summary>
    public static ChromaWhere Greater(string key, MetadataValue value) => Compare(key, "$gt", value);

    /// <summary>The value under the key is one of these. 10,000 work, 32,000 do not.</summary>
    public static ChromaWhere In(string key, IEnumerable<MetadataValue> values) =>
        new(new JsonObject { [key] = new JsonObject { ["$in"] = new JsonArray([.. values.Select(Node)]) } });

    /// <summary>All of these hold; one or more.</summary>
    public static ChromaWhere All(params IEnumerable<ChromaWhere> conditions) => Combine("$and", conditions);

    /// <summary>One of these holds; one or more.</summary>
    public static ChromaWhere Any(params IEnumerable<ChromaWhere> conditions) => Combine("$or", conditions);

    private static ChromaWhere Compare(string key, string comparison, MetadataValue value) =>
        new(new JsonObject { [key] = new JsonObject { [comparison] = Node(value) } });

    private static ChromaWhere Combine(string combination, IEnumerable<ChromaWhere> conditions) =>
        new(new JsonObject { [combination] = new JsonArray([.. conditions.Select(static one => one.Json.DeepClone())]) });

    private static JsonNode Node(MetadataValue value) => value.Value switch
    {
        string text => JsonValue.Create(text),
        long integer => JsonValue.Create(integer),
        double number => JsonNode.Parse(MetadataValueConverter.Text(number))!,
        bool truth => JsonValue.Create(truth),
        _ => throw new ArgumentException("Chroma compares with no null.", nameof(value)),
    };
}
