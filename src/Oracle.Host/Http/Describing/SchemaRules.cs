using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Oracle.Api.Status;

namespace Oracle.Host.Http.Describing;

/// <summary>What the schemas of records say beyond what the serializer tells.</summary>
internal sealed class SchemaRules(EndpointDataSource endpoints) : IOpenApiSchemaTransformer
{
    private readonly Lazy<HashSet<Type>> _sent = new(() =>
        [.. endpoints.Endpoints.SelectMany(endpoint => endpoint.Metadata.OfType<Operation>()).Select(operation => operation.Body?.Type).OfType<Type>()]);

    public async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        // The serializer cannot know what a converter writes.
        if (context.JsonPropertyInfo?.CustomConverter is V2Time)
            schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
        if (context.JsonTypeInfo is { Kind: JsonTypeInfoKind.Object } type && schema.Properties is { Count: > 0 } && !_sent.Value.Contains(type.Type))
            RequireWhatIsAlwaysThere(schema, type);
        if (context.JsonTypeInfo.PolymorphismOptions is { } kinds && schema.AnyOf is null)
            schema.AnyOf = [.. await Task.WhenAll(kinds.DerivedTypes.Select(kind => OfKindAsync(kind, kinds.TypeDiscriminatorPropertyName, context, cancellationToken)))];
    }

    // ASP.NET leaves kinds out where one that is unknown is read as the base.
    private static async Task<IOpenApiSchema> OfKindAsync(JsonDerivedType kind, string name, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var schema = await context.GetOrCreateSchemaAsync(kind.DerivedType, cancellationToken: cancel);
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        schema.Properties[name] = new OpenApiSchema { Type = JsonSchemaType.String, Const = $"{kind.TypeDiscriminator}", Description = "What it tells of." };
        (schema.Required ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);
        return schema;
    }

    // A field may be left out of what is sent where the record has a standard for it; of an answer only what says so is ever left out.
    private static void RequireWhatIsAlwaysThere(OpenApiSchema schema, JsonTypeInfo type) =>
        schema.Required = type.Properties.Where(IsAlwaysWritten).Select(property => property.Name).Where(schema.Properties!.ContainsKey).ToHashSet(StringComparer.Ordinal);

    private static bool IsAlwaysWritten(JsonPropertyInfo property) =>
        (property.AttributeProvider as MemberInfo)?.GetCustomAttribute<JsonIgnoreAttribute>() is null;
}
