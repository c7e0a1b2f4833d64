using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Oracle.Api;

namespace Oracle.Host.Http.Describing;

/// <summary>Puts words and examples to what ASP.NET says of an endpoint.</summary>
internal sealed class OperationText : IOpenApiOperationTransformer
{
    private static readonly JsonSerializerOptions WithoutNulls = new(ApiJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var endpoint = context.Description;
        var metadata = endpoint.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<Operation>().FirstOrDefault() is not { } described)
            return Task.CompletedTask;
        var method = endpoint.HttpMethod ?? "";
        var segments = (endpoint.RelativePath ?? "").Split('/', '.');
        (operation.Summary, operation.Description) = (described.Summary, described.Text);
        operation.OperationId = method.ToLowerInvariant() + string.Concat(segments.Where(segment => segment != "api").Select(InPascalCase));
        operation.Security = metadata.OfType<IAllowAnonymous>().Any() ? null : ApiDocument.Token(context.Document);
        foreach (var parameter in described.Parameters)
            Tell(operation.Parameters?.OfType<OpenApiParameter>().FirstOrDefault(known => known.Name == parameter.Name), parameter);
        if (described.Body is { } body)
            Tell((OpenApiRequestBody)operation.RequestBody!, body);
        foreach (var answer in CommonAnswers.With(method, metadata, described))
            Tell((OpenApiResponse)operation.Responses![$"{answer.Status}"], answer);
        operation.Responses = InOrder(operation.Responses);
        return Task.CompletedTask;
    }

    private static void Tell(OpenApiParameter? known, Parameter parameter)
    {
        if (known is null)
            return;
        known.Description = parameter.Text;
        if (parameter.Standard is { } standard && known.Schema is OpenApiSchema schema)
            schema.Default = Json(standard);
    }

    private static void Tell(OpenApiRequestBody known, Body body)
    {
        (known.Description, known.Required) = (body.Text, !body.IsOptional);
        foreach (var (type, content) in known.Content ?? new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal))
        {
            content.Example = JsonSerializer.SerializeToNode(body.Example(), WithoutNulls);
            if (body.MayBeMany && type == "application/json" && content.Schema is { } one)
                content.Schema = new OpenApiSchema { AnyOf = [one, new OpenApiSchema { Type = JsonSchemaType.Array, Items = one }] };
        }
    }

    private static void Tell(OpenApiResponse known, Answer answer)
    {
        known.Description = answer.Text;
        if (answer.Example is { } example && known.Content?.TryGetValue(answer.ContentType, out var content) == true)
            content.Example = Json(example());
    }

    private static OpenApiResponses InOrder(OpenApiResponses? answers)
    {
        var ordered = new OpenApiResponses();
        foreach (var (status, answer) in (answers ?? []).OrderBy(answer => answer.Key, StringComparer.Ordinal))
            ordered.Add(status, answer);
        return ordered;
    }

    private static string InPascalCase(string segment) => segment.Trim('{', '}', '*') is { Length: > 0 } word ? char.ToUpperInvariant(word[0]) + word[1..] : "";

    private static JsonNode? Json(object value) => JsonSerializer.SerializeToNode(value, ApiJson.Options);
}
