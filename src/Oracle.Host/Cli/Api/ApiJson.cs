using System.Text.Encodings.Web;
using System.Text.Json;

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
    };
}
