using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Oracle.Api.Auditing;
using Oracle.Api.Documents;
using Oracle.Api.Reindexing;
using Oracle.Api.Searching;
using Oracle.Api.Status;
using Oracle.Api.Syncing;

namespace Oracle.Api;

/// <summary>How what goes over the wire is written and read, on both sides.</summary>
public static class ApiJson
{
    /// <summary>A field that a record asks for must be there: a count that is absent must not read as zero.</summary>
    public static readonly JsonSerializerOptions Options = Make();

    /// <summary>Sets options to the same.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.RespectRequiredConstructorParameters = true;
        options.RespectNullableAnnotations = true;
        // A number in quotes is a text.
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowOutOfOrderMetadataProperties = true;
        // Thai stays Thai. What is written is no HTML.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.TypeInfoResolver = JsonTypeInfoResolver.Combine(FirstAnswers.Default, new DefaultJsonTypeInfoResolver());
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        return options;
    }
}

/// <summary>
/// What a host is mostly asked first, and what a short command reads. How to read and write it is known to the compiler; found out by
/// reflection it would come later. A type that is missing here is read and written by reflection.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SearchAnswer))]
[JsonSerializable(typeof(IntakeAnswer))]
[JsonSerializable(typeof(DocumentAnswer))]
[JsonSerializable(typeof(StatsAnswer))]
[JsonSerializable(typeof(FailedAnswer))]
[JsonSerializable(typeof(ReindexAnswer))]
[JsonSerializable(typeof(AuditAnswer))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class FirstAnswers : JsonSerializerContext;
