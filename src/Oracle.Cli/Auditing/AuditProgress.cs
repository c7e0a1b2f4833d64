using Oracle.Api.Auditing;
using Oracle.Cli.Output;
using Spectre.Console;

namespace Oracle.Cli.Auditing;

/// <summary>One line that says how far an audit is; or nothing, where there is no terminal to draw it on.</summary>
internal static class AuditProgress
{
    public static async Task<T> ShowAsync<T>(CliContext context, Func<Action<AuditAnswer>, Task<T>> work)
    {
        if (!context.ErrorIsTerminal)
        {
            return await work(static _ => { });
        }
        var console = Terminal.On(context.Error, isTerminal: true, context.Environment);
        return await console.Status().StartAsync(
            "comparing", line => work(audit => line.Status(Markup.Escape(
                $"{Words.Count(audit.Checked, "document")} compared, {audit.Found:N0} found{(audit.Note is { } note ? $"; {OneLine.Of(note)}" : "")}"))));
    }
}
