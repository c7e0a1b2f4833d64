using System.CommandLine;
using System.Globalization;

namespace Oracle.Cli.Parsing;

/// <summary>Options that take a whole number.</summary>
internal static class WholeNumber
{
    /// <summary>An option that refuses what is not within the range, in words that name it.</summary>
    public static Option<int?> Option(string name, int least, int most, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            {
                return number;
            }
            argument.AddError($"{name}: '{text}' is not a whole number from {least} to {most}");
            return null;
        },
    };
}
