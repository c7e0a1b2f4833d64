namespace Oracle.Host.Http.Guarding;

/// <summary>
/// What a request that changes something may be written in, where it is not JSON alone. A page of another site can send forms and
/// plain text without being asked whether it may; JSON it cannot.
/// </summary>
/// <param name="Allowed">Content types without parameters.</param>
internal sealed record BodyTypes(params IReadOnlyList<string> Allowed)
{
    private static readonly BodyTypes Json = new("application/json");

    /// <summary>Why the request's content type is not taken; null: it is, or none is needed.</summary>
    /// <remarks>DELETE carries no body here. No page of another site can send one unasked.</remarks>
    public static string? Refusal(HttpRequest request, Endpoint? endpoint)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method) || HttpMethods.IsDelete(request.Method))
            return null;
        var types = endpoint?.Metadata.GetMetadata<BodyTypes>() ?? Json;
        var type = request.ContentType?.Split(';')[0].Trim() ?? "";
        return types.Allowed.Contains(type, StringComparer.OrdinalIgnoreCase) || (types.Allowed.Contains("application/json") && request.HasJsonContentType())
            ? null
            : $"Content-Type: expected {string.Join(" or ", types.Allowed)}.";
    }
}
