using Markdig;
using Markdig.Parsers;
using Markdig.Syntax;

namespace Oracle.Vaults.Notes;

/// <summary>The blocks that Markdig finds in a text, without what stands within their lines.</summary>
internal static class Blocks
{
    private static readonly MarkdownPipeline Pipeline = CreatePipeline();

    /// <summary>The outermost blocks in order; their spans are places in the text. None where Markdig refuses the text.</summary>
    public static IEnumerable<Block> Of(string text)
    {
        try
        {
            return Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig refuses quotes and lists within each other a thousand deep. The text is still text.
            return [];
        }
    }

    /// <summary>The blocks of code in order, fenced or indented, also within quotes and lists.</summary>
    public static IEnumerable<CodeBlock> Code(string text) => Of(text).SelectMany(Code);

    /// <summary>The whole lines in which a block stands, the last line end included.</summary>
    public static (int From, int To) Lines(Block block, string text)
    {
        var from = block.Span.Start == 0 ? 0 : text.LastIndexOf('\n', block.Span.Start - 1) + 1;
        var end = text.IndexOf('\n', Math.Clamp(block.Span.End, from, text.Length));
        return (from, end < 0 ? text.Length : end + 1);
    }

    private static IEnumerable<CodeBlock> Code(Block block) => block switch
    {
        CodeBlock code => [code],
        ContainerBlock container => container.Descendants<CodeBlock>(),
        _ => [],
    };

    private static MarkdownPipeline CreatePipeline()
    {
        var builder = new MarkdownPipelineBuilder();
        builder.InlineParsers.Clear();
        builder.BlockParsers.Replace<ParagraphBlockParser>(new PlainParagraphParser());
        return builder.Build();
    }

    /// <summary>
    /// Paragraphs without link definitions: none can hold a heading, and Markdig takes quadratic time for a long list of them
    /// (20 s for 1 MiB).
    /// </summary>
    private sealed class PlainParagraphParser : ParagraphBlockParser
    {
        public override bool Close(BlockProcessor processor, Block block) => true;
    }
}
