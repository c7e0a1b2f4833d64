using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oracle.Chroma.Wire;

/// <summary>A vector as Chroma's base64 form: its float32 components, little-endian, as one string.</summary>
[JsonConverter(typeof(Base64VectorConverter))]
internal readonly record struct Base64Vector(ReadOnlyMemory<float> Components);

internal sealed class Base64VectorConverter : JsonConverter<Base64Vector>
{
    public override Base64Vector Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Chroma never answers with base64 vectors.");

    public override void Write(Utf8JsonWriter writer, Base64Vector value, JsonSerializerOptions options)
    {
        if (BitConverter.IsLittleEndian)
        {
            writer.WriteBase64StringValue(MemoryMarshal.AsBytes(value.Components.Span));
            return;
        }
        var bytes = new byte[value.Components.Length * sizeof(float)];
        for (var i = 0; i < value.Components.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), value.Components.Span[i]);
        writer.WriteBase64StringValue(bytes);
    }
}
