using System.Text;
using System.Text.RegularExpressions;

namespace Oracle.Documents.Searching;

/// <summary>
/// A query, taken apart: <c>"a phrase"</c> has to be there as it stands, <c>-"a phrase"</c> must not be, <c>word*</c> is the
/// beginning of a word. All else is text, a bare <c>-x</c>, <c>--flag</c> or <c>-5</c> too: people search for commands.
/// </summary>
/// <param name="Text">What is asked for, without the marks and without what is excluded.</param>
/// <param name="Phrases">What has to be there.</param>
/// <param name="Excluded">What must not be there.</param>
/// <param name="Prefixes">Beginnings of words, which stand in <paramref name="Text"/> as well.</param>
public sealed partial record SearchText(
    string Text, IReadOnlyList<string> Phrases, IReadOnlyList<string> Excluded, IReadOnlyList<string> Prefixes)
{
    /// <summary>The most characters (UTF-16 units) of a query.</summary>
    public const int MaxLength = 4_000;

    private const int MostPhrases = 16;

    /// <summary>Takes any text. A mark without its partner is text.</summary>
    public static SearchText Of(string query)
    {
        var text = new StringBuilder();
        var (phrases, excluded) = (new List<string>(), new List<string>());
        var at = 0;
        foreach (Match quoted in Quoted().Matches(query))
        {
            text.Append(query, at, quoted.Index - at);
            at = quoted.Index + quoted.Length;
            var phrase = quoted.Groups["phrase"].Value.Trim();
            text.Append(' ');
            // What has neither letter nor digit is in no index; more phrases than anybody types are text.
            if (phrase.EnumerateRunes().Any(Rune.IsLetterOrDigit) && phrases.Count + excluded.Count < MostPhrases)
                (quoted.Groups["not"].Success ? excluded : phrases).Add(phrase);
            if (!quoted.Groups["not"].Success)
                text.Append(phrase).Append(' ');
        }

        text.Append(query, at, query.Length - at);
        var whole = text.ToString();
        return new SearchText(
            Prefix().Replace(whole, "${word}").Trim(), phrases, excluded,
            [.. Prefix().Matches(whole).Select(match => match.Groups["word"].Value).Distinct(StringComparer.Ordinal)]);
    }

    // A quote within a word, as in 5"x7", begins no phrase.
    [GeneratedRegex("""(?<![^\s(])(?<not>-)?["“”](?<phrase>[^"“”]*)["“”](?![\p{L}\p{N}])""", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Quoted();

    // Of one letter it would be half of all words.
    [GeneratedRegex(@"(?<!\S)(?<word>[\p{L}\p{M}\p{N}]{2,})\*(?!\S)", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Prefix();
}
