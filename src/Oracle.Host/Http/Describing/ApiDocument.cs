using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;

namespace Oracle.Host.Http.Describing;

/// <summary><c>GET /openapi/v1.json</c>: every endpoint, described (OpenAPI 3.1).</summary>
internal static class ApiDocument
{
    private const string Name = "v1";
    private const string TokenScheme = "token";

    public static IServiceCollection AddApiDocument(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, DescribedEndpoints>());
        services.AddSingleton<SchemaRules>().AddSingleton<DocumentText>();
        services.AddOpenApi(Name, options => options
            .AddOperationTransformer<OperationText>().AddSchemaTransformer<SchemaRules>().AddDocumentTransformer((document, _, _) =>
            {
                Introduce(document);
                return Task.CompletedTask;
            }));
        return services;
    }

    public static void MapApiDocument(this IEndpointRouteBuilder app) => app.MapGet("/openapi/v1.json", ReadAsync).Described(new Operation(
        "This document", "Every endpoint with what it takes and gives.")
    {
        Answers = [new Answer(StatusCodes.Status200OK, "OpenAPI 3.1.") { Type = typeof(object), Example = () => new { openapi = "3.1.1" } }],
    });

    /// <summary>That a request carries the token, where the host has one.</summary>
    public static IList<OpenApiSecurityRequirement> Token(OpenApiDocument? document) =>
        [new() { [new OpenApiSecuritySchemeReference(TokenScheme, document)] = [] }, new()];

    private static async Task<ContentHttpResult> ReadAsync(DocumentText text) => TypedResults.Text(await text.Written, "application/json");

    private static void Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Oracle", Version = StatusEndpoints.Version,
            Description = "Keeps a person's notes in SQLite and Chroma and finds them again by words and by meaning. `/api/v1/…` is the same as `/api/…`. Errors are problem details (RFC 9457) with `error` beside.",
        };
        // Whoever reads it knows where from; the host does not know all its names.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.AddComponent(TokenScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The host's token (`ORACLE_TOKEN`). A host on loopback may have none; then nothing is asked for.",
        });
    }

    /// <summary>The document as it is sent. It is the same for everybody, and made when it is first asked for: a start does not wait for it.</summary>
    internal sealed class DocumentText([FromKeyedServices(Name)] IOpenApiDocumentProvider provider)
    {
        private readonly Lazy<Task<string>> _written = new(async () =>
            await (await provider.GetOpenApiDocumentAsync()).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1));

        /// <summary>As JSON.</summary>
        public Task<string> Written => _written.Value;
    }
}
