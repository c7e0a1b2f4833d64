using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oracle.Chroma.Wire;

internal sealed class MetadataValueConverter : JsonConverter<MetadataValue>
{
    public override bool HandleNull => true;

    public override MetadataValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => MetadataValue.Null,
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number => reader.TryGetInt64(out var integer) ? MetadataValue.From(integer) : MetadataValue.From(reader.GetDouble()),
        // 1.4.4 also keeps arrays and sparse vectors. This client writes none, but must not stumble over somebody else's.
        _ => JsonElement.ParseValue(ref reader).GetRawText(),
    };

    public override void Write(Utf8JsonWriter writer, MetadataValue value, JsonSerializerOptions options)
    {
        switch (value.Value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case long integer:
                writer.WriteNumberValue(integer);
                break;
            case double number:
                writer.WriteRawValue(Text(number));
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    /// <summary>Always with a point or an exponent: Chroma keeps 2 as an integer, and it would come back as one.</summary>
    internal static string Text(double number)
    {
        var text = number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }
}
