using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oracle.Chroma.Wire;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CreateBody))]
[JsonSerializable(typeof(ModifyBody))]
[JsonSerializable(typeof(UpsertBody<Base64Vector>), TypeInfoPropertyName = "UpsertBase64Body")]
[JsonSerializable(typeof(UpsertBody<ReadOnlyMemory<float>>), TypeInfoPropertyName = "UpsertFloatsBody")]
[JsonSerializable(typeof(UpdateBody))]
[JsonSerializable(typeof(GetBody))]
[JsonSerializable(typeof(QueryBody))]
[JsonSerializable(typeof(DeleteBody))]
[JsonSerializable(typeof(Acknowledgement))]
[JsonSerializable(typeof(HeartbeatAnswer))]
[JsonSerializable(typeof(PreFlightAnswer))]
[JsonSerializable(typeof(CollectionAnswer))]
[JsonSerializable(typeof(List<CollectionAnswer>))]
[JsonSerializable(typeof(GetAnswer))]
[JsonSerializable(typeof(QueryAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(int))]
internal sealed partial class WireJson : JsonSerializerContext
{
    /// <summary>Bodies are read by a JSON parser and never by a browser, so Thai may go as UTF-8 instead of six characters a letter.</summary>
    public static WireJson Plain => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
