using System.Text.Json.Serialization;

namespace Oracle.ManagedChroma;

/// <summary>
/// What a host writes down about the server it started, so that the next one finds it after a <c>kill -9</c>.
/// It stays after a clean stop: a process that has ended matches nothing, and the port is asked for again.
/// </summary>
internal sealed record ServerRecord(int Pid, string Started, int Port)
{
    [JsonIgnore]
    public ProcessIdentity Process => new(Pid, Started);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ServerRecord))]
internal sealed partial class ServerRecordJson : JsonSerializerContext;
