using System.CommandLine;

namespace Oracle.Cli.Parsing;

/// <summary>Options that take one of a few words.</summary>
internal static class Choice
{
    /// <summary>An option that refuses any other word, in words that name it.</summary>
    public static Option<string?> Option(string name, string description, params string[] words)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = string.Join('|', words) };
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } word && !words.Contains(word, StringComparer.Ordinal))
            {
                result.AddError($"{name}: '{word}' is not one of {string.Join(", ", words)}");
            }
        });
        return option;
    }
}
