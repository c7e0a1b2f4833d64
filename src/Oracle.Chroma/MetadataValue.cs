using System.Text.Json.Serialization;
using Oracle.Chroma.Wire;

namespace Oracle.Chroma;

/// <summary>
/// A metadata value: text, integer, number, truth value, or an explicit null. Upserts merge, so only a null removes a key
/// that an earlier revision had.
/// </summary>
[JsonConverter(typeof(MetadataValueConverter))]
public readonly record struct MetadataValue
{
    private MetadataValue(object? value) => Value = value;

    /// <summary>A <see cref="string"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, or null.</summary>
    public object? Value { get; }

    /// <summary>Removes the key.</summary>
    public static MetadataValue Null => default;

    /// <summary>Text; null is <see cref="Null"/>.</summary>
    public static MetadataValue From(string? value) => new(value);

    /// <summary>An integer.</summary>
    public static MetadataValue From(long value) => new(value);

    /// <summary>A number. It stays one: 2.0 comes back as 2.0 and not as the integer 2.</summary>
    public static MetadataValue From(double value) => new(value);

    /// <summary>A truth value.</summary>
    public static MetadataValue From(bool value) => new(value);

    /// <inheritdoc cref="From(string?)"/>
    public static implicit operator MetadataValue(string? value) => From(value);

    /// <inheritdoc cref="From(long)"/>
    public static implicit operator MetadataValue(long value) => From(value);

    /// <inheritdoc cref="From(double)"/>
    public static implicit operator MetadataValue(double value) => From(value);

    /// <inheritdoc cref="From(bool)"/>
    public static implicit operator MetadataValue(bool value) => From(value);

    /// <inheritdoc/>
    public override string ToString() => Value is string text ? $"\"{text}\"" : $"{Value ?? "null"}";
}

/// <summary>Typed look-ups in metadata that Chroma returned, where anything may be missing or of another type.</summary>
public static class MetadataLookups
{
    /// <summary>The text under the key, or null.</summary>
    public static string? GetText(this IReadOnlyDictionary<string, MetadataValue> metadata, string key) =>
        Find(metadata, key) as string;

    /// <summary>The integer under the key, or null.</summary>
    public static long? GetInteger(this IReadOnlyDictionary<string, MetadataValue> metadata, string key) =>
        Find(metadata, key) as long?;

    private static object? Find(IReadOnlyDictionary<string, MetadataValue> metadata, string key)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.TryGetValue(key, out var value) ? value.Value : null;
    }
}
