using System.Diagnostics;

namespace Oracle.Testing.Times;

/// <summary>Writes down what each test class takes, for the table at the end of <c>./test</c>; does nothing where no file is asked for.</summary>
internal static class ClassTimes
{
    private static readonly string? File = NotEmpty("ORACLE_TEST_TIMES");
    private static readonly string? ProjectGroup = NotEmpty("ORACLE_TEST_GROUP");
    private static readonly AsyncLocal<string?> Running = new();
    private static readonly SharedTime Process = new();
    private static readonly Lock Gate = new();

    /// <summary>The class that the code which asks belongs to, whatever thread it is on; null outside of all.</summary>
    public static string? RunningClass => Running.Value;

    /// <summary>Takes the ids of the running class's children: the kernel then counts what they take, however they end. Null: nobody counts.</summary>
    public static string? ChildrenOfClass => ProjectGroup is not null && RunningClass is { } name ? Path.Combine(GroupOf(name), "cgroup.procs") : null;

    /// <summary>Runs a class with its fixtures.</summary>
    public static async Task<T> MeasureAsync<T>(string name, Func<Task<T>> run)
    {
        Running.Value = name;
        if (File is null)
            return await run();
        var begun = Stopwatch.StartNew();
        lock (Gate)
            Process.Begin(name, ProcessorSeconds());
        try
        {
            return await run();
        }
        finally
        {
            lock (Gate)
            {
                var taken = Process.End(name, ProcessorSeconds());
                System.IO.File.AppendAllText(File, FormattableString.Invariant($"{name}\t{begun.Elapsed.TotalSeconds:F3}\t{taken:F3}\n"));
            }
        }
    }

    private static string GroupOf(string name) => Directory.CreateDirectory(Path.Combine(ProjectGroup!, name)).FullName;

    // Where no control group counts the children, those that ended and were waited for are in the process's own record.
    private static double ProcessorSeconds() =>
        Environment.CpuUsage.TotalTime.TotalSeconds + (ProjectGroup is null && System.IO.File.Exists("/proc/self/stat") ? ReapedChildren() : 0);

    // proc_pid_stat(5): the words after the name in brackets begin with the third; cutime and cstime are the 16th and 17th, in 1/100 s.
    private static double ReapedChildren()
    {
        var stat = System.IO.File.ReadAllText("/proc/self/stat");
        var words = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(words[13]) + long.Parse(words[14])) / 100.0;
    }

    private static string? NotEmpty(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
