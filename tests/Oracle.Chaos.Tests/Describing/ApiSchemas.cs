using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Oracle.Chaos.Tests.Describing;

/// <summary>
/// The document of a host, and what it says of JSON. It is taken at its word: a field that it does not name is a fault, although
/// OpenAPI would let it pass.
/// </summary>
internal sealed class ApiSchemas
{
    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };
    private readonly Dictionary<string, JsonSchema> _made = new(StringComparer.Ordinal);
    private readonly JsonNode _strict;

    public ApiSchemas(JsonElement document)
    {
        Document = document;
        _strict = Strict(JsonNode.Parse(document.GetProperty("components").GetProperty("schemas").GetRawText()))!;
    }

    /// <summary>As it was sent.</summary>
    public JsonElement Document { get; }

    /// <summary>Every operation by its method and path.</summary>
    public IReadOnlyDictionary<string, JsonElement> Operations => Document.GetProperty("paths").EnumerateObject()
        .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Name: $"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value)))
        .ToDictionary(operation => operation.Name, operation => operation.Value, StringComparer.Ordinal);

    /// <summary>What is wrong with a value; empty: nothing.</summary>
    public string Faults(JsonElement schema, JsonElement value)
    {
        if (!_made.TryGetValue(schema.GetRawText(), out var made))
        {
            var root = Strict(JsonNode.Parse(schema.GetRawText()))!.AsObject();
            root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
            root["$defs"] = _strict.DeepClone();
            _made[schema.GetRawText()] = made = JsonSchema.FromText(root.ToJsonString());
        }

        var result = made.Evaluate(value, Options);
        return result.IsValid ? "" : string.Join('\n', (result.Details ?? []).Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value} ({detail.EvaluationPath})")));
    }

    /// <summary>What is wrong with a value of a named schema; empty: nothing.</summary>
    public string Faults(string name, JsonElement value) => Faults(JsonDocument.Parse($$"""{"$ref":"#/components/schemas/{{name}}"}""").RootElement, value);

    private static JsonNode? Strict(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray array:
                foreach (var item in array)
                    Strict(item);
                break;
            case JsonObject of:
                foreach (var (_, value) in of)
                    Strict(value);
                // An example is no schema, and "properties" may also be the name of a field.
                if (of["properties"] is JsonObject && of["type"] is JsonValue && !of.ContainsKey("additionalProperties"))
                    of["additionalProperties"] = false;
                if (of["$ref"] is JsonValue reference)
                    of["$ref"] = reference.GetValue<string>().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
                // The sizes of numbers are OpenAPI's, not JSON Schema's.
                if (of["format"] is JsonValue format && format.TryGetValue<string>(out var name) && name is "int32" or "int64" or "double")
                    of.Remove("format");
                break;
        }

        return node;
    }
}
