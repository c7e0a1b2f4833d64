using Oracle.Api.Reindexing;
using Oracle.Cli.Output;
using Spectre.Console;

namespace Oracle.Cli.Reindexing;

/// <summary>One bar; or a line now and then, where there is no terminal to draw it on.</summary>
internal sealed class ReindexProgress
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(10);

    private readonly Action<string> say;
    private readonly ProgressTask? bar;
    private readonly TimeProvider time;
    private long said;
    private string? trouble;

    private ReindexProgress(Action<string> say, ProgressTask? bar, TimeProvider time)
    {
        (this.say, this.bar, this.time) = (say, bar, time);
        said = time.GetTimestamp();
        bar?.IsIndeterminate = true;
    }

    /// <summary>On stderr, while the work lasts.</summary>
    public static async Task<T> ShowAsync<T>(CliContext context, Func<ReindexProgress, Task<T>> work)
    {
        if (!context.ErrorIsTerminal)
        {
            return await work(new ReindexProgress(line => context.Error.WriteLine(OneLine.Of(line)), bar: null, context.Time));
        }
        var console = Terminal.On(context.Error, isTerminal: true, context.Environment);
        return await console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
            .StartAsync(bars => work(new ReindexProgress(line => console.WriteLine(OneLine.Of(line)), bars.AddTask("re-index"), context.Time)));
    }

    /// <summary>One line for the person, above the bar.</summary>
    public void Say(string line) => say(line);

    public void Show(ReindexAnswer status)
    {
        var line = $"{(status.State == "verifying" ? "verifying" : "written")} {status.Done:N0} of {status.Total:N0}";
        bar?.Description = line;
        bar?.IsIndeterminate = false;
        // A bar cannot have nothing to do.
        bar?.MaxValue = Math.Max(status.Total, 1);
        bar?.Value = status.Total == 0 ? 1 : status.Done;
        if (bar is null && status.IsActive && time.GetElapsedTime(said) >= LineEvery)
        {
            said = time.GetTimestamp();
            say(line);
        }
        if (status.IsActive && status.Error is { } error && error != trouble)
        {
            say($"waiting: {error}");
        }
        trouble = status.Error;
    }
}
