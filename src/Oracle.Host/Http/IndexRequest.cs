using System.Text.Json;
using Oracle.Api;
using Oracle.Application.Indexing;
using Oracle.Vaults;

namespace Oracle.Host.Http;

/// <summary>The body of <c>POST /api/index</c>.</summary>
internal static class IndexRequest
{
    public static async Task<(IReadOnlyList<string> Paths, IndexWishes Wishes)> ReadAsync(HttpRequest request)
    {
        var body = await ParseAsync(request);
        if (body.Paths is not { Count: > 0 } paths)
            throw new BadParameterException("paths: is missing or empty");
        foreach (var path in paths)
        {
            if (path?.Contains('\uFFFE', StringComparison.Ordinal) == true)
                throw new BadParameterException("paths: one holds U+FFFE, which is no character");
            if (path is null || !Path.IsPathFullyQualified(path) || path.Contains('\0', StringComparison.Ordinal))
                throw new BadParameterException($"paths: '{path}' is not an absolute path");
        }

        if (body.Exclude?.Any(pattern => string.IsNullOrWhiteSpace(pattern) || pattern.Length > MaxPattern || pattern.Any(char.IsControl)) == true)
            throw new BadParameterException($"exclude: each is a pattern of 1 to {MaxPattern} characters in the form of .gitignore, without control characters");

        if (body.Exclude?.FirstOrDefault(pattern => !Vault.IsIgnorePattern(pattern!)) is { } wrong)
            throw new BadParameterException($"exclude: '{wrong}' is no pattern in the form of .gitignore; a bracket that is meant as such is written \\[");

        return ([.. paths.Select(path => Path.GetFullPath(path!))], new IndexWishes(body.DeleteMissing, body.Force, body.Exclude is null ? null : [.. body.Exclude.OfType<string>()], body.FollowLinks));
    }

    /// <exception cref="BadParameterException">None of the paths is there.</exception>
    public static void RequireAny(IReadOnlyList<string> paths)
    {
        if (!paths.Any(Path.Exists))
            throw new BadParameterException($"paths: '{paths[0]}' does not exist");
    }

    private const int MaxPattern = 1_000;

    private static async Task<Body> ParseAsync(HttpRequest request)
    {
        using var json = await JsonBody.ReadAsync(request);
        try
        {
            return json.Deserialize<Body>(ApiJson.Options) ?? throw new BadParameterException("The body is null.");
        }
        catch (JsonException e)
        {
            throw new BadParameterException($"The body is not as expected, {{paths:[text], deleteMissing?, force?, followLinks?:true|false, exclude?:[text]}}: {e.Message}");
        }
    }

    private sealed record Body(IReadOnlyList<string?>? Paths = null, bool DeleteMissing = false, bool Force = false, bool? FollowLinks = null, IReadOnlyList<string?>? Exclude = null);
}
