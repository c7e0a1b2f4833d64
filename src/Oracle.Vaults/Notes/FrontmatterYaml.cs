using Oracle.Vaults.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Oracle.Vaults.Notes;

/// <summary>
/// Reads a YAML mapping as keys with the plain values below them. It walks YamlDotNet's events and builds no tree:
/// so neither deep nesting nor aliases of aliases can exhaust stack or memory.
/// </summary>
internal static class FrontmatterYaml
{
    private const int MaxDepth = 64;

    /// <returns>The values of each key, which is in lower case here however it was written, or null if this is YAML but no mapping.</returns>
    /// <exception cref="SkipFileException">It is not YAML; the message names the line of the file.</exception>
    public static Dictionary<string, List<FrontmatterValue>>? Read(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
                return [];
            return parser.TryConsume<MappingStart>(out _) ? Mapping(parser) : null;
        }
        catch (YamlException e)
        {
            throw Broken(e.Start, e.Message);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // What YamlDotNet 18.1 throws instead for some texts, such as "a: {x" before a line "b: 2", or a tag "!![".
            throw Broken(parser.Current?.Start ?? Mark.Empty, "is not YAML after here.");
        }
    }

    private static Dictionary<string, List<FrontmatterValue>> Mapping(Parser parser)
    {
        var values = new Dictionary<string, List<FrontmatterValue>>(StringComparer.Ordinal);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var start = parser.Current!.Start;
            var key = string.Join(", ", Scalars(parser));
            if (!keys.Add(key))
                throw Broken(start, $"the key '{key}' stands there twice.");
            // YAML tells 'Tags' and 'tags' apart: a note that has both has two values of one key.
            if (!values.TryGetValue(key.ToLowerInvariant(), out var given))
                values[key.ToLowerInvariant()] = given = [];
            var isLine = parser.Current is Scalar;
            given.Add(new FrontmatterValue(Scalars(parser), isLine));
        }

        return values;
    }

    private static List<string> Scalars(Parser parser)
    {
        var scalars = new List<string>();
        var depth = 0;
        do
        {
            var node = parser.Consume<ParsingEvent>();
            depth += node.NestingIncrease;
            if (depth > MaxDepth)
                throw Broken(node.Start, "is nested too deeply.");
            if (node is Scalar scalar && !IsNull(scalar))
                scalars.Add(scalar.Value);
        }
        while (depth > 0);

        return scalars;
    }

    private static bool IsNull(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL";

    // The file's first line is the '---' that YamlDotNet does not see.
    private static SkipFileException Broken(Mark at, string what) =>
        new($"frontmatter line {at.Line + 1}: {what} Mend it, or put the value in quotes.");
}

/// <summary>What stands behind a key.</summary>
/// <param name="Items">The texts in it, in order; none where it is empty.</param>
/// <param name="IsLine">Whether it is one text, and no list.</param>
internal sealed record FrontmatterValue(IReadOnlyList<string> Items, bool IsLine);
