using System.Text;

namespace Oracle.Host.Tests.Cli.Fakes;

/// <summary>A writer that can be read while it is written to.</summary>
internal sealed class Screen : TextWriter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly StringBuilder text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (text)
        {
            text.Append(value);
        }
    }

    public override void Write(string? value)
    {
        lock (text)
        {
            text.Append(value);
        }
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    public override string ToString()
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    /// <summary>Returns when the text is there; fails with all that was written when it is not in time.</summary>
    public async Task ShowsAsync(string expected)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!ToString().Contains(expected, StringComparison.Ordinal))
        {
            Assert.False(limit.IsCancellationRequested, $"'{expected}' did not come. There is:\n{this}");
            await Task.Delay(10);
        }
    }
}
