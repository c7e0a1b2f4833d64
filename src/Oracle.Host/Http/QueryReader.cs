using System.Globalization;

namespace Oracle.Host.Http;

/// <summary>A query parameter has a value that is not allowed.</summary>
internal sealed class BadParameterException(string message) : BadHttpRequestException(message, StatusCodes.Status400BadRequest);

/// <summary>Reads query parameters and names the one that is wrong.</summary>
internal sealed class QueryReader(HttpRequest request)
{
    public string Required(string name) => Optional(name)
        ?? throw new BadParameterException($"{name}: is missing or empty");

    public string? Optional(string name)
    {
        var values = request.Query[name];
        return values.Count switch
        {
            0 => null,
            1 => values[0] is { Length: > 0 } value ? value : null,
            _ => throw new BadParameterException($"{name}: is given {values.Count} times"),
        };
    }

    public int Number(string name, int standard, int min, int max) =>
        Optional(name) is not { } text ? standard
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max ? n
        : throw new BadParameterException($"{name}: is '{text}', allowed is a whole number from {min} to {max}");

    /// <summary>A whole number; one that lies outside is brought within.</summary>
    public int Clamped(string name, int standard, int min, int max) =>
        Optional(name) is not { } text ? standard
        : System.Numerics.BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n)
            ? (int)System.Numerics.BigInteger.Clamp(n, min, max)
            : throw new BadParameterException($"{name}: is '{text}', allowed is a whole number");

    /// <summary><c>true</c> or <c>1</c>, <c>false</c> or <c>0</c>; not given is false.</summary>
    public bool Flag(string name) => Optional(name)?.ToLowerInvariant() switch
    {
        null or "false" or "0" => false,
        "true" or "1" => true,
        var text => throw new BadParameterException($"{name}: is '{text}', allowed are true and false"),
    };

    public T Choice<T>(string name, T standard) where T : struct, Enum =>
        Optional(name) is not { } text ? standard
        : Enum.GetValues<T>().FirstOrNull(value => value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new BadParameterException(
                $"{name}: is '{text}', allowed are {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}");
}

file static class EnumerableExtensions
{
    public static T? FirstOrNull<T>(this IEnumerable<T> values, Func<T, bool> wanted) where T : struct
    {
        foreach (var value in values)
        {
            if (wanted(value))
                return value;
        }

        return null;
    }
}
