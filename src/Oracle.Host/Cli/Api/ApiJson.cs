using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Oracle.Host.Cli.Api;

/// <summary>How the host's JSON is read and ours is written.</summary>
internal static class ApiJson
{
    /// <summary>A field that a record asks for must be there: a count that is absent must not read as zero.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowOutOfOrderMetadataProperties = true,
        // Thai stays Thai. The output is no HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(KnownAnswers.Default, new DefaultJsonTypeInfoResolver()),
    };
}

/// <summary>
/// What a short command reads. How to read it is known to the compiler; found out by reflection it would take longer than the
/// host takes to answer. A type that is missing here is read by reflection.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(SearchAnswer))]
[JsonSerializable(typeof(DocumentAnswer))]
[JsonSerializable(typeof(FailedAnswer))]
[JsonSerializable(typeof(ReindexStatus))]
[JsonSerializable(typeof(AuditAnswer))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class KnownAnswers : JsonSerializerContext;
