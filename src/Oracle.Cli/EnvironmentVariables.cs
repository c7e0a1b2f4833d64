namespace Oracle.Cli;

internal static class EnvironmentVariables
{
    /// <summary>The first that is set and not empty. A setting has a short name and its .NET configuration name.</summary>
    public static string? FirstOf(this Func<string, string?> environment, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (environment(name) is { Length: > 0 } value)
            {
                return value;
            }
        }
        return null;
    }
}
