using Oracle.Api;

namespace Oracle.Cli.Connecting;

/// <summary>The file by which a host knows its own user.</summary>
internal static class OwnersSecretFile
{
    /// <summary>What stands in it; null where there is none that this user may read.</summary>
    public static string? Read(string dataDirectory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(dataDirectory, OwnersSecret.FileName)).Trim() is { Length: > 0 } secret && secret.All(char.IsAsciiLetterOrDigit) ? secret : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
