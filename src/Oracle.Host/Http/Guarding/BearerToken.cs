namespace Oracle.Host.Http.Guarding;

/// <summary>What <c>Authorization: Bearer …</c> carries.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>Whether the request carries this token.</summary>
    public static bool Carries(HttpRequest request, Secret token) =>
        request.Headers.Authorization is [{ } authorization]
        && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && token.Is(authorization[Scheme.Length..].Trim());
}
