using System.Globalization;

namespace Oracle.Testing.Report;

/// <summary>A part of the run of <c>./test</c>: the build, or a project's tests.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Seconds">By the clock on the wall.</param>
/// <param name="Processor">Processor seconds of all its processes.</param>
public sealed record Part(string Name, double Seconds, double Processor);

/// <summary>What a test process wrote down about one of its classes.</summary>
/// <param name="Name">The class.</param>
/// <param name="Seconds">From before its fixtures to after them.</param>
/// <param name="Share">Its share of the test process's processor seconds; null: its process died before it could tell.</param>
/// <param name="Children">Processor seconds of the processes it started; null: they are in the share, as far as anybody knows them.</param>
public sealed record ClassRecord(string Name, double Seconds, double? Share, double? Children);

/// <summary>All that the files of one run tell.</summary>
/// <param name="Parts">Build and projects.</param>
/// <param name="Classes">Test classes.</param>
/// <param name="Tests">Tests that ran.</param>
/// <param name="Processor">Processor seconds of everything; null: no control group counted them.</param>
public sealed record Findings(IReadOnlyList<Part> Parts, IReadOnlyList<ClassRecord> Classes, IReadOnlyList<TestResult> Tests, double? Processor)
{
    /// <summary>Reads what <c>./test</c> and the test processes left behind.</summary>
    /// <param name="results">The folder of the results.</param>
    /// <param name="group">The control group with one group a part, with one group a class; null: there was none.</param>
    public static Findings Read(string results, string? group) => new(
        [.. Directory.EnumerateFiles(results, "*.time").Select(file => ReadPart(file, group))],
        [.. Directory.EnumerateFiles(results, "*.classes").SelectMany(file => File.ReadLines(file).Select(line => ParseClass(line, GroupOf(file, group))))],
        [.. Directory.EnumerateFiles(results, "*.trx").SelectMany(ReadTests)],
        Taken(group));

    /// <summary>What bash's <c>time</c> wrote with TIMEFORMAT <c>%R %U %S</c>: seconds, and processor seconds in two kinds.</summary>
    public static (double Seconds, double Processor) ParseTime(string text)
    {
        // bash writes the decimal sign of the locale, and before it what else it has to say, of a killed process for one.
        var numbers = text.Trim().Split('\n')[^1].Replace(',', '.').Split(' ').Select(Number).ToList();
        return (numbers[0], numbers[1] + numbers[2]);
    }

    private static Part ReadPart(string file, string? group)
    {
        var (seconds, processor) = ParseTime(File.ReadAllText(file));
        return new Part(Path.GetFileNameWithoutExtension(file), seconds, Taken(GroupOf(file, group)) ?? processor);
    }

    private static ClassRecord ParseClass(string line, string? groupOfProject)
    {
        var words = line.Split('\t');
        return new ClassRecord(
            words[0], Number(words[1]), Number(words[2]), groupOfProject is null ? null : Taken(Path.Combine(groupOfProject, words[0])) ?? 0);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static IReadOnlyList<TestResult> ReadTests(string file)
    {
        using var trx = File.OpenText(file);
        return TestResult.Parse(trx);
    }

    private static string? GroupOf(string file, string? group) => group is null ? null : Path.Combine(group, Path.GetFileNameWithoutExtension(file));

    // cgroup v2: usage_usec counts every process that was ever in the group or below it.
    private static double? Taken(string? group) =>
        group is not null && Path.Combine(group, "cpu.stat") is var stat && File.Exists(stat)
            ? File.ReadLines(stat).Where(static line => line.StartsWith("usage_usec ", StringComparison.Ordinal)).Select(static line => long.Parse(line.Split(' ')[1]) / 1e6).First()
            : null;
}
