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

    /// <param name="yaml">What stands between the two lines of hyphens.</param>
    /// <param name="firstLine">The line of the file that it begins in.</param>
    /// <returns>The values in order, or null if this is YAML but no mapping.</returns>
    /// <exception cref="NotYamlException">It is not YAML, or says nothing that a person means by a value.</exception>
    public static IReadOnlyList<FrontmatterValue>? Read(string yaml, int firstLine)
    {
        var parser = new Parser(new StringReader(yaml));
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
                return [];
            return parser.TryConsume<MappingStart>(out _) ? Mapping(parser, firstLine) : null;
        }
        catch (YamlException e)
        {
            throw new NotYamlException(e.Message);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // What YamlDotNet 18.1 throws instead for some texts, such as "a: {x" before a line "b: 2", or a tag "!![".
            throw new NotYamlException(e.Message);
        }
    }

    private static List<FrontmatterValue> Mapping(Parser parser, int firstLine)
    {
        var values = new List<FrontmatterValue>();
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var start = parser.Current!.Start;
            var key = string.Join(", ", Scalars(parser, anchors));
            var isLine = parser.Current is Scalar;
            values.Add(new FrontmatterValue(key, Scalars(parser, anchors), isLine, (int)start.Line - 1 + firstLine));
        }

        return values;
    }

    private static List<string> Scalars(Parser parser, HashSet<string> anchors)
    {
        var scalars = new List<string>();
        var depth = 0;
        do
        {
            var node = parser.Consume<ParsingEvent>();
            depth += node.NestingIncrease;
            if (depth > MaxDepth)
                throw new NotYamlException("is nested too deeply");
            if (node is NodeEvent { Anchor.IsEmpty: false } anchored)
                anchors.Add(anchored.Anchor.Value);
            // "*important" is a reference to YAML. Where it leads nowhere it is meant as text.
            if (node is AnchorAlias alias && !anchors.Contains(alias.Value.Value))
                throw new NotYamlException("refers to nothing");
            if (node is Scalar scalar)
            {
                // "title: !important news" is a value of the type "important" to YAML. Nobody means that in a note.
                if (!scalar.Tag.IsEmpty && !scalar.Tag.Value.StartsWith("tag:yaml.org,", StringComparison.Ordinal))
                    throw new NotYamlException("has a tag of YAML's own kind");
                if (!IsNull(scalar))
                    scalars.Add(scalar.Value);
            }
        }
        while (depth > 0);

        return scalars;
    }

    private static bool IsNull(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>The text is no YAML. Never leaves this folder.</summary>
internal sealed class NotYamlException(string reason) : Exception(reason);

/// <summary>What stands behind a key.</summary>
/// <param name="Key">The key as it is written.</param>
/// <param name="Items">The texts in it, in order; none where it is empty.</param>
/// <param name="IsLine">Whether it is one text, and no list.</param>
/// <param name="Line">The line of the file, from 1.</param>
internal sealed record FrontmatterValue(string Key, IReadOnlyList<string> Items, bool IsLine, int Line);
