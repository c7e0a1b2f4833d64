using System.Globalization;

namespace Oracle.Api;

/// <summary>A length of time as a person writes it: <c>30s</c>, <c>10m</c>, <c>2h</c>, <c>00:10:00</c>.</summary>
public static class Duration
{
    /// <summary>Longer is a typing error, and more than a timer can wait for.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>Null if the text is no time, or one outside 0 to 7 days.</summary>
    public static TimeSpan? TryParse(string text) =>
        (text.Contains(':', StringComparison.Ordinal) ? ParseClock(text) : ParseUnit(text)) is { } time
        && time >= TimeSpan.Zero && time <= Longest ? time : null;

    private static TimeSpan? ParseClock(string text) =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var time) ? time : null;

    private static TimeSpan? ParseUnit(string text)
    {
        if (text.Length < 2
            || UnitOf(text[^1]) is not { } unit
            || !double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            // Put so that it refuses what is not a number as well.
            || !(count <= Longest / unit))
        {
            return null;
        }
        return unit * count;
    }

    private static TimeSpan? UnitOf(char letter) => letter switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        _ => null,
    };
}
