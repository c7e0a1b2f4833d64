using System.Globalization;

namespace Oracle.Host.Http.Guarding;

/// <summary>How many files this process may have open at once.</summary>
internal static class OpenFiles
{
    private const string Line = "Max open files";

    /// <summary>As Linux says (proc(5)); as good as endless where it does not.</summary>
    public static long Most()
    {
        try
        {
            return Of(File.ReadAllText("/proc/self/limits"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return long.MaxValue;
        }
    }

    /// <summary>The number that counts, which comes before the one up to which it may be raised.</summary>
    public static long Of(string limits) =>
        limits.Split('\n').FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal)) is { } line
        && long.TryParse(line[Line.Length..].TrimStart().Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : long.MaxValue;
}
