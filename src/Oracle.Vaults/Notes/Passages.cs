using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Oracle.Vaults.Notes;

/// <summary>
/// Cuts a long section into passages, each short enough to be found by what it says. They are the section, one behind the
/// other: nothing is lost and nothing is said twice.
/// </summary>
/// <remarks>
/// Where to cut follows from the text alone, and from no more of it than lies around the place: each possible place has a rank,
/// by its kind and then by a hash of what follows it, and it is cut where the stretch between two higher ranks is too long.
/// Filling passages from the front would move every cut behind an edit.
/// </remarks>
internal static partial class Passages
{
    /// <summary>The most characters (UTF-16 units) of a passage.</summary>
    public const int Limit = 1_500;

    // Where a line of Thai, Khmer or Lao may be broken between words.
    private const char ZeroWidthSpace = '\u200B';

    // What a place is told by. More would be touched by more edits.
    internal const int Told = 16;

    /// <summary>The passages of a section, in order; one where it is not longer than the limit.</summary>
    public static IReadOnlyList<string> Of(string section) => Of(section, Limit);

    /// <summary>The same with a limit of at least 2, so that no surrogate pair is cut.</summary>
    internal static IReadOnlyList<string> Of(string section, int limit)
    {
        if (section.Length <= limit)
            return [section];
        var cuts = new List<int>();
        foreach (var unbroken in Cut(Places(section, limit), (0, section.Length), limit, cuts))
        {
            // What a reader sees as one character stays whole, unless it alone is over the limit.
            foreach (var character in Cut([BetweenCharacters(section, unbroken)], unbroken, limit, cuts))
            {
                for (var at = character.From; character.To - at > limit;)
                    cuts.Add(at += limit - (char.IsHighSurrogate(section[at + limit - 1]) ? 1 : 0));
            }
        }

        cuts.Sort();
        return [.. cuts.Prepend(0).Zip(cuts.Append(section.Length), (from, to) => section[from..to])];
    }

    // Adds the cuts. What has no place to be cut at and is over the limit is returned.
    private static List<(int From, int To)> Cut(IReadOnlyList<Place>[] places, (int From, int To) whole, int limit, List<int> cuts)
    {
        var unbroken = new List<(int From, int To)>();
        var open = new Stack<(int From, int To)>([whole]);
        while (open.TryPop(out var stretch))
        {
            if (stretch.To - stretch.From <= limit)
                continue;
            if (Best(places, stretch.From, stretch.To) is not { } cut)
            {
                unbroken.Add(stretch);
                continue;
            }

            cuts.Add(cut);
            open.Push((stretch.From, cut));
            open.Push((cut, stretch.To));
        }

        return unbroken;
    }

    // Of equal rank, as where the same line comes again and again, the one nearest the middle.
    private static int? Best(IReadOnlyList<Place>[] places, int from, int to)
    {
        foreach (var kind in places)
        {
            int? best = null;
            var rank = 0u;
            for (var i = FirstBehind(kind, from); i < kind.Count && kind[i].At < to; i++)
            {
                var place = kind[i];
                if (best is null || place.Rank > rank
                    || (place.Rank == rank && Math.Abs((2 * place.At) - from - to) < Math.Abs((2 * best.Value) - from - to)))
                {
                    (best, rank) = (place.At, place.Rank);
                }
            }

            if (best is not null)
                return best;
        }

        return null;
    }

    private static int FirstBehind(IReadOnlyList<Place> places, int from)
    {
        var (low, high) = (0, places.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (places[middle].At > from)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private static List<Place> BetweenCharacters(string text, (int From, int To) stretch)
    {
        var places = new List<Place>();
        for (var at = stretch.From; (at += StringInfo.GetNextTextElementLength(text, at)) < stretch.To;)
            places.Add(new Place(at, RankOf(text, at)));
        return places;
    }

    // Best kinds first: before a heading, between paragraphs, before a list's item, between sentences, between words.
    private static IReadOnlyList<Place>[] Places(string text, int limit)
    {
        var places = new List<Place>[] { [], [], [], [], [] };
        var blocks = Blocks.Code(text).Select(code => Blocks.Lines(code, text)).ToList();
        var block = 0;
        var (isBehindHeading, isBehindBlock) = (false, false);
        foreach (var line in Lines(text))
        {
            while (block < blocks.Count && blocks[block].To <= line.From)
                block++;
            if (block < blocks.Count && blocks[block].From < line.From)
            {
                (isBehindHeading, isBehindBlock) = (false, true);
                // A block that fits may be cut off as a whole, and not in its middle; one that does not, between its lines.
                if (blocks[block].To - blocks[block].From > limit)
                    InLongBlock(text, line, blocks[block], places);
                continue;
            }

            var content = text.AsSpan(line.From, line.To - line.From);
            var isBlank = content.IsWhiteSpace();
            if (!isBlank && line.From > 0)
            {
                // A heading right below another one belongs with it.
                if (Heading().IsMatch(content) && !isBehindHeading)
                    places[0].Add(new Place(line.From, RankOf(text, line.From)));
                else if (line.IsBehindBlank && !isBehindHeading)
                    places[1].Add(new Place(line.From, RankOf(text, line.From)));
                else if (Item().IsMatch(content))
                    places[2].Add(new Place(line.From, RankOf(text, line.From)));
            }

            // The blank lines behind a block would otherwise be one stretch with it.
            if (isBlank && isBehindBlock)
                places[4].Add(new Place(line.From, RankOf(text, line.From)));
            isBehindBlock = false;
            if (!isBlank)
            {
                isBehindHeading = Heading().IsMatch(content);
                // The line that opens a block may say more than its language.
                var opensBlock = block < blocks.Count && blocks[block].From == line.From;
                WithinLine(text, opensBlock ? line with { To = line.From } : line, places[3], places[4]);
            }
        }

        return places;
    }

    // Behind a blank line begins another part of the program. Its first and last line may be fences, which stay with their
    // neighbours. What looks like a heading or an item is none.
    private static void InLongBlock(string text, Line line, (int From, int To) block, List<Place>[] places)
    {
        if (text.AsSpan(line.From, line.To - line.From).IsWhiteSpace())
            return;
        var isSecond = text.IndexOf('\n', block.From) + 1 == line.From;
        if (!isSecond && line.To < block.To)
            places[line.IsBehindBlank ? 1 : 2].Add(new Place(line.From, RankOf(text, line.From)));
        WithinLine(text, line, places[4], places[4]);
    }

    private static void WithinLine(string text, Line line, List<Place> sentences, List<Place> words)
    {
        if (line.From > 0)
            words.Add(new Place(line.From, RankOf(text, line.From)));
        for (var at = line.From + 1; at < line.To; at++)
        {
            var before = text[at - 1];
            if (char.IsWhiteSpace(text[at]))
                continue;
            // Chinese and Japanese end a sentence without a blank.
            if (before is '。' or '！' or '？' or '．' or '｡' && text[at] is not ('」' or '』' or '）' or '”' or '’'))
                sentences.Add(new Place(at, RankOf(text, at)));
            else if (char.IsWhiteSpace(before))
                (IsEnd(text, at, line.From) ? sentences : words).Add(new Place(at, RankOf(text, at)));
            else if (before is '，' or '、' or '；' or '：' or ZeroWidthSpace)
                words.Add(new Place(at, RankOf(text, at)));
        }
    }

    // Behind a full stop and the like, and whatever closes the sentence.
    private static bool IsEnd(string text, int at, int from)
    {
        var last = at - 1;
        while (last > from && (char.IsWhiteSpace(text[last]) || text[last] is '"' or '\'' or ')' or ']' or '”' or '’' or '»'))
            last--;
        return text[last] is '.' or '!' or '?' or '…' or '।' or '؟' or '۔' or '።' or 'ฯ';
    }

    // FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): the same in every process, other than .NET's own.
    private static uint RankOf(string text, int at)
    {
        var hash = 2166136261u;
        foreach (var c in text.AsSpan(at, Math.Min(Told, text.Length - at)))
            hash = (hash ^ c) * 16777619u;
        return hash;
    }

    private static IEnumerable<Line> Lines(string text)
    {
        var isBehindBlank = false;
        for (var from = 0; from < text.Length;)
        {
            var end = text.IndexOf('\n', from);
            var to = end < 0 ? text.Length : end + 1;
            yield return new Line(from, to, isBehindBlank);
            isBehindBlank = text.AsSpan(from, to - from).IsWhiteSpace();
            from = to;
        }
    }

    [GeneratedRegex(@"\A {0,3}#{1,6}(\s|\z)", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\A\s*([-*+]|[0-9]{1,9}[.)])\s", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Item();

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Place(int At, uint Rank);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Line(int From, int To, bool IsBehindBlank);
}
