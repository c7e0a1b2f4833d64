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

    private static MarkdownPipeline CreatePipeline()
    {
        var builder = new MarkdownPipelineBuilder();
        builder.InlineParsers.Clear();
        builder.BlockParsers.Replace<ParagraphBlockParser>(new PlainParagraphParser());
        return builder.Build();
    }

    /// <summary>
    /// Paragraphs without underlined headings and without link definitions: neither can hold a <c>##</c>,
    /// and Markdig takes quadratic time for a long list of definitions (20 s for 1 MiB).
    /// </summary>
    private sealed class PlainParagraphParser : ParagraphBlockParser
    {
        public PlainParagraphParser() => ParseSetextHeadings = false;

        public override bool Close(BlockProcessor processor, Block block) => true;
    }
}
