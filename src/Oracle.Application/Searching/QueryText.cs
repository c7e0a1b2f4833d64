using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Oracle.Application.Searching;

/// <summary>
/// A query as it came, made plain text: without control characters and without what looks like an element of HTML, as Oracle V2 does it.
/// <c>List&lt;int&gt;</c> is no element and stays.
/// </summary>
public static partial class QueryText
{
    // The elements of HTML as its living standard lists them (https://html.spec.whatwg.org/multipage/indices.html#elements-3), with what browsers still take.
    private static readonly HashSet<string> Elements = new(
        ("a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption center cite code col colgroup data datalist dd del " +
        "details dfn dialog div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe " +
        "img input ins kbd label legend li link main map mark marquee math menu meta meter nav noscript object ol optgroup option output p picture pre progress " +
        "q rp rt ruby s samp script search section select slot small source span strong style sub summary sup svg table tbody td template textarea tfoot th " +
        "thead time title tr track u ul var video wbr").Split(' '), StringComparer.OrdinalIgnoreCase);

    /// <summary>The plain text; empty where nothing is left.</summary>
    public static string Plain(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var visible = new StringBuilder(query.Length);
        foreach (var letter in query)
        {
            if (!char.IsControl(letter))
                visible.Append(letter);
            else if (char.IsWhiteSpace(letter))
                visible.Append(' ');
        }

        var text = visible.ToString();
        var closed = Tag().Matches(text).Where(tag => tag.Groups["close"].Success).Select(tag => tag.Groups["name"].Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Tag().Replace(text, tag => IsElement(tag, text, closed) ? "" : tag.Value).Trim();
    }

    // What follows a word directly is a type's parameter, unless it is closed or has attributes.
    private static bool IsElement(Match tag, string text, HashSet<string> closed) =>
        Elements.Contains(tag.Groups["name"].Value)
        && (tag.Groups["close"].Success || tag.Groups["attributes"].Success || closed.Contains(tag.Groups["name"].Value)
            || tag.Index == 0 || !IsOfAWord(text[tag.Index - 1]));

    private static bool IsOfAWord(char letter) => letter == '_' || char.GetUnicodeCategory(letter) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber;

    [GeneratedRegex(@"<(?<close>/)?(?<name>[a-zA-Z][a-zA-Z0-9]*)(?<attributes>\s+[^<>]*)?\s*/?>", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Tag();
}
