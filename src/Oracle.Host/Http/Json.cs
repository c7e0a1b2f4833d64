using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Oracle.Documents.Syncing;

namespace Oracle.Host.Http;

/// <summary>How answers are written: Thai as Thai, absent values left out only where a type says so.</summary>
internal static class Json
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.TypeInfoResolver = JsonTypeInfoResolver.Combine(FirstAnswers.Default, new DefaultJsonTypeInfoResolver());
    }

    public static readonly JsonSerializerOptions Options = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        return options;
    }
}

/// <summary>What a host is mostly asked first. How to write it is known to the compiler; by reflection it would be found out at the first answer, which would come later.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SearchPage))]
[JsonSerializable(typeof(IntakeAnswer))]
internal sealed partial class FirstAnswers : JsonSerializerContext;

/// <summary>The sync columns of one document, as clients see them.</summary>
internal sealed record SyncAnswer(
    SyncStatus Status, long? Revision, long? SyncedRevision, int Attempts, DateTimeOffset? LastAttempt, DateTimeOffset? NextAttempt,
    string? Error, SyncFailure? Kind)
{
    public static SyncAnswer Of(Documents.Document document) => new(
        document.Sync.Status, document.Revision, document.Sync.SyncedRevision, document.Sync.Attempts, document.Sync.LastAttempt,
        document.Sync.NextAttempt, document.Sync.Error, document.Sync.Failure);
}
