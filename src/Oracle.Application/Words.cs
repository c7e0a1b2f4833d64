using System.Text.Json;

namespace Oracle.Application;

/// <summary>Values of enumerations as they are written: in lower case, several words in camelCase.</summary>
internal static class Words
{
    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static string? Of<T>(T? value) where T : struct, Enum => value is { } given ? Of(given) : null;
}
