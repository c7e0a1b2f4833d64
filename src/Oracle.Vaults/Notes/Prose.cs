namespace Oracle.Vaults.Notes;

/// <summary>Which places of a text are code, so that what means something there means nothing to a note.</summary>
internal sealed class Prose
{
    // A longer stretch between two backticks is no code within a line.
    private const int MaxInlineCode = 4_096;

    private readonly string _text;
    private readonly List<(int From, int To)> _blocks;

    public Prose(string text)
    {
        _text = text;
        _blocks = [.. Blocks.Code(text).Select(block => Blocks.Lines(block, text))];
    }

    /// <summary>The end of the code that begins at this place, of the block that it lies in or of the backticks that it is the first of; null: it is no code.</summary>
    public int? EndOfCode(int at) => EndOfBlock(at) ?? (_text[at] == '`' ? EndOfInline(at) : null);

    /// <summary>The end of a run of backticks: of one that opens no code, no part does.</summary>
    public int EndOfRun(int at) => at + Run(at);

    /// <summary>The end of the block of code that a place lies in; null: it lies in none.</summary>
    public int? EndOfBlock(int at)
    {
        var block = _blocks.BinarySearch((at, int.MaxValue));
        return ~block is > 0 and var next && _blocks[next - 1].To > at ? _blocks[next - 1].To : null;
    }

    private int? EndOfInline(int at)
    {
        var length = Run(at);
        var limit = Math.Min(_text.Length, at + MaxInlineCode);
        for (var i = at + length; i < limit; i++)
        {
            if (_text[i] == '\n' && IsBlankLine(i + 1))
                break;
            if (_text[i] != '`')
                continue;
            var run = Run(i);
            if (run == length)
                return i + run;
            i += run - 1;
        }

        // Backticks that nothing closes are text.
        return null;
    }

    private int Run(int at)
    {
        var end = at;
        while (end < _text.Length && _text[end] == '`')
            end++;
        return end - at;
    }

    private bool IsBlankLine(int at)
    {
        while (at < _text.Length && _text[at] != '\n' && char.IsWhiteSpace(_text[at]))
            at++;
        return at == _text.Length || _text[at] == '\n';
    }
}
