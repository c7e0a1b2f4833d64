using System.Text;

namespace Oracle.Chroma.Wire;

/// <summary>Foreign text on its way into messages and logs.</summary>
internal static class Words
{
    private const int Longest = 1_000;

    /// <summary>One line, no control characters, at most about 1,000 characters.</summary>
    public static string Bounded(string text) => Bounded(text, Longest);

    /// <summary>The beginning of an answer that is not Chroma's.</summary>
    public static string Beginning(ReadOnlySpan<byte> body) =>
        body.IsEmpty ? "an empty body" : $"\"{Bounded(Encoding.UTF8.GetString(body[..Math.Min(body.Length, 400)]), 120)}\"";

    private static string Bounded(string text, int longest)
    {
        var line = string.Create(Math.Min(text.Length, longest), text, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
        return text.Length <= longest ? line : line + " …";
    }
}
