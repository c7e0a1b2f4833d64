using System.Globalization;

namespace Oracle.Cli.Output;

/// <summary>Figures in words.</summary>
internal static class Words
{
    /// <summary><c>1 file</c>, <c>9,935 files</c>.</summary>
    public static string Count(long count, string noun) => $"{count:N0} {noun}{(count == 1 ? "" : "s")}";

    /// <summary><c>2026-01-31 12:00:00Z</c>, or <c>never</c>.</summary>
    public static string When(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("u", CultureInfo.InvariantCulture) ?? "never";

    /// <summary>A share as a percentage, rounded down: only all is 100 %.</summary>
    public static string Percent(double share) => $"{Math.Floor(share * 1000) / 10:0.#} %";
}
