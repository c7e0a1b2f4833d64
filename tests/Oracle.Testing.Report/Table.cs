using System.Globalization;

namespace Oracle.Testing.Report;

/// <summary>Findings as lines to read.</summary>
public static class Table
{
    private const int LongestTests = 10;
    private const int Width = 200;

    // Of a run that went wrong altogether the first failures say enough.
    private const int ShownFailures = 20;
    private const int FailureLines = 20;

    public static IEnumerable<string> Of(Findings findings, TimeSpan all) =>
        [.. Classes(findings), "", .. Tests(findings), "", .. Parts(findings, all), "", .. Legend(findings), .. Failures(findings)];

    // At the end, for often only the end of a run's output is kept.
    private static IEnumerable<string> Failures(Findings findings)
    {
        foreach (var test in findings.Tests.Where(static test => test.Failure is not null).Take(ShownFailures))
        {
            yield return "";
            yield return $"failed: {OneLine(test.Name)}";
            foreach (var line in test.Failure!.Split('\n').Take(FailureLines))
                yield return $"  {OneLine(line.TrimEnd())}";
        }
    }

    private static IEnumerable<string> Classes(Findings findings)
    {
        var tests = findings.Tests.ToLookup(static test => test.Class);
        yield return "  seconds  its tests  processor   children  test class";
        foreach (var row in findings.Classes.Concat(Unrecorded(findings, tests)).OrderByDescending(static row => row.Seconds))
        {
            var ofTests = tests[row.Name].Sum(static test => test.Seconds);
            yield return $"{Two(row.Seconds),9}{Two(ofTests),11}{Two(row.Share + (row.Children ?? 0)),11}{Two(row.Children),11}  {row.Name}";
        }
    }

    // Of a class that ran when its process died there are tests at most.
    private static IEnumerable<ClassRecord> Unrecorded(Findings findings, ILookup<string, TestResult> tests)
    {
        var recorded = findings.Classes.Select(static row => row.Name).ToHashSet();
        return from its in tests
               where !recorded.Contains(its.Key)
               select new ClassRecord(its.Key, (its.Max(static test => test.End) - its.Min(static test => test.Start)).TotalSeconds, null, null);
    }

    private static IEnumerable<string> Tests(Findings findings)
    {
        yield return "  seconds  the ten longest tests";
        foreach (var test in findings.Tests.OrderByDescending(static test => test.Seconds).Take(LongestTests))
            yield return $"{Two(test.Seconds),9}  {OneLine(test.Name)}";
    }

    private static IEnumerable<string> Parts(Findings findings, TimeSpan all)
    {
        yield return "  seconds  processor  part of the run";
        foreach (var part in findings.Parts.OrderByDescending(static part => part.Seconds))
            yield return $"{Two(part.Seconds),9}{Two(part.Processor),11}  {part.Name}";
        yield return $"{Two(all.TotalSeconds),9}{Two(findings.Processor ?? findings.Parts.Sum(static part => part.Processor)),11}  in all";
    }

    private static IEnumerable<string> Legend(Findings findings) =>
    [
        "seconds: by the clock, of a class with its fixtures. Classes run at the same time, and so does the simulation beside other projects.",
        "processor: of a class the hosts and servers it started (children) and its share of the test process, whose processor time is split",
        "evenly among the classes that run at the moment. A server that classes share is its who started it. The test runner is in the parts only.",
        findings.Processor is null
            ? "No control group (cgroup v2) could be made here: a child counts when it ended and was waited for, shared like the rest; others are missing."
            : "children, parts and all are counted by the kernel (cgroup v2): exact, killed and orphaned processes included.",
    ];

    private static string Two(double? seconds) => seconds?.ToString("F2", CultureInfo.InvariantCulture) ?? "-";

    private static string OneLine(string name)
    {
        var line = string.Concat(name.Select(static c => char.IsControl(c) ? ' ' : c));
        return line.Length <= Width ? line : line[..(Width - 1)] + "…";
    }
}
