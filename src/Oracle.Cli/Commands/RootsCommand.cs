using System.CommandLine;
using System.Text.Json;
using Oracle.Api.Roots;
using Oracle.Cli.Connecting;
using Oracle.Cli.Output;

namespace Oracle.Cli.Commands;

/// <summary><c>roots</c>: the folders that are known, and what is to be done when one moved or is gone.</summary>
internal static class RootsCommand
{
    public static Command Create(CommonOptions common)
    {
        var command = new Command("roots", "The folders that are known, and whether they are there; NAME is a name as it is printed here, or the folder's path")
        {
            Move(common), Confirm(common), Forget(common),
        };
        command.SetAction((parsed, ct) => ListAsync(common.Read(parsed), ct));
        return command;
    }

    private static Command Move(CommonOptions common)
    {
        var (name, path) = (Name(), new Argument<string>("PATH") { Description = "Where the folder lies now" });
        var command = new Command("move", "A folder moved: its documents keep their ids") { name, path };
        command.SetAction((parsed, ct) => DoAsync(
            common.Read(parsed), api => api.MoveRootAsync(parsed.GetRequiredValue(name), DataDirectory.Absolute(parsed.GetRequiredValue(path)), ct),
            answer => Moved(OracleApi.Read<MovedRootAnswer>(answer)), ct));
        return command;
    }

    private static string Moved(MovedRootAnswer answer) => string.Join("; ",
    [
        $"{RootName.Quoted(answer.Name)} lies at {answer.Path} now",
        .. answer.Merged.Select(other => $"{RootName.Quoted(other.Name)} was the same folder; its {Words.Count(other.Documents, "document")} are those of {RootName.Quoted(answer.Name)} now"),
    ]);

    private static Command Confirm(CommonOptions common)
    {
        var name = Name();
        var command = new Command("confirm", "Files that are gone are meant to be gone: delete what is held") { name };
        command.SetAction((parsed, ct) => DoAsync(
            common.Read(parsed), api => api.ConfirmRootAsync(parsed.GetRequiredValue(name), ct),
            answer => Confirmed(OracleApi.Read<ConfirmedRootAnswer>(answer)), ct));
        return command;
    }

    private static string Confirmed(ConfirmedRootAnswer answer) => answer.WasHeld
        ? $"deleted the documents of {Words.Count(answer.DeletedFiles, "file")} of {RootName.Quoted(answer.Name)}"
        : $"nothing of {RootName.Quoted(answer.Name)} is held; nothing was deleted";

    private static Command Forget(CommonOptions common)
    {
        var (name, keep) = (Name(), new Option<bool>("--keep-documents") { Description = "Its documents stay, and belong to no file any more" });
        var command = new Command("forget", "A folder is gone for good: delete its documents") { name, keep };
        command.SetAction((parsed, ct) => DoAsync(
            common.Read(parsed), api => api.ForgetRootAsync(parsed.GetRequiredValue(name), parsed.GetValue(keep), ct),
            answer => Forgotten(OracleApi.Read<ForgottenRootAnswer>(answer), parsed.GetValue(keep)), ct));
        return command;
    }

    private static string Forgotten(ForgottenRootAnswer answer, bool keepsDocuments) =>
        $"forgot {RootName.Quoted(answer.Name)}; {(keepsDocuments ? "its documents stay" : $"{Words.Count(answer.DeletedDocuments, "document")} deleted")}, its files are untouched";

    private static Argument<string> Name() => new("NAME") { Description = "The root's name, as 'roots' prints it, or its path; '.' is the first one" };

    private static async Task<int> ListAsync(Invocation run, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        var answer = await host.Api.GetAsync("api/roots", ct);
        if (run.Json)
        {
            run.PrintJson(answer);
            return ExitCodes.Done;
        }
        var roots = OracleApi.Read<RootsAnswer>(answer).Roots;
        if (roots.Count == 0)
        {
            run.Context.Out.WriteLine("no folder was indexed yet: ./oracle index PATH");
        }
        foreach (var root in roots)
        {
            run.Context.Out.WriteLine($"{OneLine.Of(root.Name)}  {root.State}  {Words.Count(root.Documents, "document")}  last run {(root.LastRun is { } last ? Words.When(last) : "never")}");
            run.Context.Out.WriteLine($"    {OneLine.Of(root.Path)}");
            foreach (var line in Notes(root))
            {
                run.Context.Out.WriteLine($"    {OneLine.Of(line)}");
            }
        }
        return ExitCodes.Done;
    }

    private static IEnumerable<string> Notes(RootAnswer root)
    {
        if (root.Reason is { } reason)
        {
            yield return $"{reason}{(root.Since is { } since ? $", since {Words.When(since)}" : "")}";
        }
        if (root.State == "held")
        {
            yield return $"{Words.Count(root.Held, "file")} held; if they are meant to be gone: roots confirm {RootName.Quoted(root.Name)}";
        }
        else if (root.State == "missing")
        {
            yield return $"if it moved: roots move {RootName.Quoted(root.Name)} PATH; if it is gone for good: roots forget {RootName.Quoted(root.Name)}";
        }
        if (root.Unreadable > 0)
        {
            yield return $"{Words.Count(root.Unreadable, "file")} cannot be read since {Words.When(root.UnreadableSince)}; the documents stay as they were, and ./oracle index names the reasons";
        }
        if (root.OnlyGiven)
        {
            yield return $"only files given by name are read; to read all of it: index {root.Path}";
        }
        else if (root.Excluded is { Count: > 0 } excluded)
        {
            yield return $"leaves out {string.Join(", ", excluded.Select(pattern => $"'{pattern}'"))}, as index --exclude was told; index --no-exclude ends that";
        }
        if (root.Following is { Remade: > 0 and var remade })
        {
            yield return $"its watch was made anew {Words.Count(remade, "time")} since the host started, because it had ended or had missed something";
        }
        if (root.Following is { Trouble: { } trouble } && root.State == "ok")
        {
            yield return $"not watched as a whole: {trouble}; listed from time to time";
        }
    }

    private static async Task<int> DoAsync(Invocation run, Func<OracleApi, Task<JsonElement>> act, Func<JsonElement, string> say, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        var answer = await act(host.Api);
        if (run.Json)
        {
            run.PrintJson(answer);
        }
        else
        {
            run.Context.Out.WriteLine(OneLine.Of(say(answer)));
        }
        return ExitCodes.Done;
    }
}
