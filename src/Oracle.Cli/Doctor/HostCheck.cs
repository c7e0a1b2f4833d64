using Oracle.Cli.Connecting;
using Oracle.Cli.Output;

namespace Oracle.Cli.Doctor;

/// <summary>Whether a host serves this data directory, and answers.</summary>
internal static class HostCheck
{
    private const string Name = "host";

    /// <param name="file">What a host wrote down, if any did.</param>
    /// <param name="lives">Whether that process runs.</param>
    /// <param name="answers">Whether it answers as an Oracle host.</param>
    public static Finding Judge(HostFile? file, bool lives, bool answers) => file switch
    {
        null => new(Name, Verdict.Ok, "none is running; a command starts one for itself"),
        _ when answers => new(Name, Verdict.Ok, $"pid {file.Pid} answers at {file.Address}, since {Words.When(file.StartedAt)}"),
        _ when lives => new(Name, Verdict.Warn, $"pid {file.Pid} does not answer at {file.Address} within 2 s",
            $"if it stays so: kill {file.Pid}, then start again"),
        _ => new(Name, Verdict.Ok, $"none is running (pid {file.Pid} left {HostFile.Name} behind)"),
    };
}
