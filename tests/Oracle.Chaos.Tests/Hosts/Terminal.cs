using System.Text;

namespace Oracle.Chaos.Tests.Hosts;

/// <summary>What a host writes, from any of its threads, and a sign when it has written something.</summary>
internal sealed class Terminal : TextWriter
{
    private readonly StringBuilder _text = new();
    private readonly List<(string Words, TaskCompletionSource Seen)> _awaited = [];

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Done as soon as a whole line with these words stands there.</summary>
    public Task Saw(string words)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_text)
        {
            _awaited.Add((words, seen));
            Tell();
        }

        return seen.Task;
    }

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_text)
        {
            _text.Append(buffer);
            if (buffer.Contains('\n'))
                Tell();
        }
    }

    public override string ToString()
    {
        lock (_text)
            return _text.ToString();
    }

    private void Tell()
    {
        if (_awaited.Count == 0)
            return;
        var whole = _text.ToString()[..(_text.ToString().LastIndexOf('\n') + 1)];
        foreach (var (_, seen) in _awaited.Where(awaited => whole.Contains(awaited.Words, StringComparison.Ordinal)))
            seen.TrySetResult();
        _awaited.RemoveAll(awaited => awaited.Seen.Task.IsCompleted);
    }
}
