using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Oracle.Host.Http.Describing;

/// <summary>
/// Adds what endpoints read and answer by hand to what ASP.NET knows of them. It is told here and not by metadata of ASP.NET's own,
/// because some of these, such as what a body is written in, would also decide what is served; that is the guard's.
/// </summary>
internal sealed class DescribedEndpoints : IApiDescriptionProvider
{
    // ASP.NET asks a parameter for it, and takes nothing from it here.
    private static readonly EmptyModelMetadataProvider Models = new();

    // After ASP.NET's own, which finds the endpoints.
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        foreach (var endpoint in context.Results)
        {
            if (endpoint.ActionDescriptor.EndpointMetadata.OfType<Operation>().FirstOrDefault() is { } operation)
                Describe(endpoint, operation);
        }
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
    }

    private static void Describe(ApiDescription endpoint, Operation operation)
    {
        endpoint.RelativePath = endpoint.RelativePath?.TrimEnd('/');
        // Grouped by what they are about, and not by the class that serves them.
        endpoint.ActionDescriptor.EndpointMetadata = [.. endpoint.ActionDescriptor.EndpointMetadata, new TagsAttribute(endpoint.RelativePath?.Split('/').First(segment => segment != "api") ?? "")];
        foreach (var parameter in operation.Parameters)
        {
            endpoint.ParameterDescriptions.Add(new ApiParameterDescription
            {
                Name = parameter.Name, Type = parameter.Type, IsRequired = parameter.IsRequired, Source = parameter.IsInPath ? BindingSource.Path : BindingSource.Query,
                ModelMetadata = Models.GetMetadataForType(parameter.Type),
            });
        }

        if (operation.Body is { } body)
        {
            // A library's endpoint may say that it takes something, and not what.
            foreach (var known in endpoint.ParameterDescriptions.Where(known => known.Source == BindingSource.Body).ToList())
                endpoint.ParameterDescriptions.Remove(known);
            endpoint.SupportedRequestFormats.Clear();
            endpoint.ParameterDescriptions.Add(new ApiParameterDescription
            {
                Name = "body", Type = body.Type, IsRequired = !body.IsOptional, Source = BindingSource.Body, ModelMetadata = Models.GetMetadataForType(body.Type),
            });
            foreach (var type in body.ContentTypes)
                endpoint.SupportedRequestFormats.Add(new ApiRequestFormat { MediaType = type });
        }

        foreach (var answer in CommonAnswers.With(endpoint.HttpMethod ?? "", endpoint.ActionDescriptor.EndpointMetadata, operation))
            Add(endpoint, answer);
    }

    private static void Add(ApiDescription endpoint, Answer answer)
    {
        if (answer.Type is not { } type)
            return;
        // What a handler names only as "a problem", and all that it does not name.
        var known = endpoint.SupportedResponseTypes.FirstOrDefault(response => response.StatusCode == answer.Status);
        if (known is not null)
            endpoint.SupportedResponseTypes.Remove(known);
        var added = new ApiResponseType { StatusCode = answer.Status, Type = type };
        if (type != typeof(void))
            added.ApiResponseFormats.Add(new ApiResponseFormat { MediaType = answer.ContentType });
        endpoint.SupportedResponseTypes.Add(added);
    }
}
