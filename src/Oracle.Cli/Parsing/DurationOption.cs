using System.CommandLine.Parsing;
using Oracle.Api;

namespace Oracle.Cli.Parsing;

/// <summary>A length of time as an option's value.</summary>
internal static class DurationOption
{
    /// <summary>For an option's value.</summary>
    public static TimeSpan Parse(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Duration.TryParse(text) is { } time)
        {
            return time;
        }
        argument.AddError($"{argument.Argument.Name}: '{text}' is not a time such as 30s, 10m, 2h or 00:10:00, at most 7 days");
        return TimeSpan.Zero;
    }
}
