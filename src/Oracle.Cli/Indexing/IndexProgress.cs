using Oracle.Api.Indexing;
using Oracle.Api.Status;
using Oracle.Cli.Output;
using Spectre.Console;

namespace Oracle.Cli.Indexing;

/// <summary>Three bars, read, committed and synced; or nothing, where there is no terminal to draw them on.</summary>
internal sealed class IndexProgress
{
    private readonly Action<string> say;
    private readonly ProgressTask? read;
    private readonly ProgressTask? committed;
    private readonly ProgressTask? synced;

    private IndexProgress(Action<string> say, ProgressContext? bars)
    {
        this.say = say;
        read = Bar(bars, "read");
        committed = Bar(bars, "committed");
        synced = Bar(bars, "synced");
    }

    public bool IsShown => read is not null;

    /// <summary>Bars on the terminal that stderr is, while the work lasts.</summary>
    public static async Task<T> ShowAsync<T>(CliContext context, Func<IndexProgress, Task<T>> work)
    {
        if (!context.ErrorIsTerminal)
        {
            return await work(Hidden(context));
        }
        var console = Terminal.On(context.Error, isTerminal: true, context.Environment);
        return await console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new RateColumn(), new RemainingTimeColumn())
            .StartAsync(bars => work(new IndexProgress(line => console.WriteLine(OneLine.Of(line)), bars)));
    }

    /// <summary>No bars; what is said goes to stderr.</summary>
    public static IndexProgress Hidden(CliContext context) => new(line => context.Error.WriteLine(OneLine.Of(line)), bars: null);

    /// <summary>One line for the person, above the bars.</summary>
    public void Say(string line) => say(line);

    public void Show(IndexEvent.Progress counts)
    {
        Fill(read, "files", counts.Files, Math.Max(counts.Files, counts.Found));
        Fill(committed, "committed", counts.Accepted + counts.Unchanged, counts.Documents);
    }

    public void Show(StatsAnswer stats) => Fill(synced, "synced", stats.Sync.Synced, stats.Total);

    public void Finish(IndexEvent.Done done)
    {
        Show(new IndexEvent.Progress(done.Files, done.Documents, done.Accepted, done.Unchanged, done.Deleted) { Found = done.Found });
        read?.StopTask();
        committed?.StopTask();
    }

    private static ProgressTask? Bar(ProgressContext? bars, string name)
    {
        var bar = bars?.AddTask(name);
        bar?.IsIndeterminate = true;
        return bar;
    }

    private static void Fill(ProgressTask? bar, string name, long value, long of)
    {
        bar?.Description = $"{name} {value:N0} of {of:N0}";
        bar?.IsIndeterminate = false;
        // A bar cannot have nothing to do.
        bar?.MaxValue = Math.Max(of, 1);
        bar?.Value = of == 0 ? 1 : value;
    }
}
