using Oracle.Testing;
using Oracle.Testing.Report;

namespace Oracle.Chroma.Tests.TestTools.Times;

/// <summary>The table at the end of <c>./test</c>.</summary>
public sealed class ReportTests : IDisposable
{
    private const string Trx = """
        <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
          <UnitTestResult testId="1" testName="A.B.Waits(text: &quot;&#x0;&#xA;&quot;)" duration="00:01:02.5000000" startTime="2026-11-29T10:00:00+00:00" endTime="2026-11-29T10:01:02.5+00:00" outcome="Passed" />
          <UnitTestResult testId="2" testName="A.B.Fails" duration="00:00:00.5000000" startTime="2026-11-29T10:01:03+00:00" endTime="2026-11-29T10:01:03.5+00:00" outcome="Failed"><Output><ErrorInfo><Message>It did not.
        seed 42</Message><StackTrace>at B.Fails()</StackTrace></ErrorInfo></Output></UnitTestResult>
          <UnitTestResult testId="3" testName="A.C.Skipped" outcome="NotExecuted" />
        </Results><TestDefinitions>
          <UnitTest id="1" name="A.B.Waits"><TestMethod className="A.B" name="Waits" /></UnitTest>
          <UnitTest id="2" name="A.B.Fails"><TestMethod className="A.B" name="Fails" /></UnitTest>
          <UnitTest id="3" name="A.C.Skipped"><TestMethod className="A.C" name="Skipped" /></UnitTest>
        </TestDefinitions></TestRun>
        """;

    private readonly TempFolder _folder = new();

    [Fact]
    public void Results_are_read_with_the_class_of_their_method_and_skipped_tests_are_none()
    {
        var tests = TestResult.Parse(new StringReader(Trx));

        Assert.Equal([("A.B", "A.B.Waits(text: \"\0\n\")", 62.5), ("A.B", "A.B.Fails", 0.5)], tests.Select(static test => (test.Class, test.Name, test.Seconds)));
    }

    [Theory, InlineData("12.345 1.250 0.250\n"), InlineData("test: line 60: 17 Killed\n12,345 1,250 0,250\n")]
    public void The_shell_s_times_are_read_in_any_locale(string text) => Assert.Equal((12.345, 1.5), Findings.ParseTime(text));

    [Fact]
    public void The_kernel_s_count_goes_before_what_was_waited_for_and_children_add_to_their_class()
    {
        Write("results", "P.time", "10.0 1.0 1.0");
        Write("results", "P.classes", "A.B\t8.000\t1.500\nA.C\t2.000\t0.100\n");
        Write("results", "P.trx", Trx);
        Write("group", "cpu.stat", "usage_usec 9000000\nuser_usec 1\n");
        Write("group/P", "cpu.stat", "usage_usec 7000000\n");
        Write("group/P/A.B", "cpu.stat", "usage_usec 4000000\n");

        var findings = Findings.Read(_folder["results"], _folder["group"]);

        Assert.Equal([new Part("P", 10, 7)], findings.Parts);
        Assert.Equal([new ClassRecord("A.B", 8, 1.5, 4), new ClassRecord("A.C", 2, 0.1, 0)], findings.Classes);
        Assert.Equal(9, findings.Processor);
        var lines = Table.Of(findings, TimeSpan.FromSeconds(20)).ToList();
        Assert.Contains("     8.00      63.00       5.50       4.00  A.B", lines);
        Assert.Contains("    62.50  A.B.Waits(text: \"  \")", lines);
        Assert.Contains("    10.00       7.00  P", lines);
        Assert.Contains("    20.00       9.00  in all", lines);
        Assert.Contains("cgroup v2", lines[^6], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_control_group_it_counts_what_was_waited_for_and_says_so()
    {
        Write("results", "P.time", "10.0 1.0 1.0");
        Write("results", "Q.time", "5.0 0.5 0.5");
        Write("results", "P.classes", "A.C\t2.000\t0.100\n");
        Write("results", "P.trx", Trx);

        var lines = Table.Of(Findings.Read(_folder["results"], null), TimeSpan.FromSeconds(20)).ToList();

        Assert.Contains("    20.00       3.00  in all", lines);
        Assert.Contains("     2.00       0.00       0.10          -  A.C", lines);
        Assert.Contains("    63.50      63.00          -          -  A.B", lines);
        Assert.StartsWith("No control group", lines[^6], StringComparison.Ordinal);
    }

    [Fact]
    public void What_failed_stands_at_the_end_for_only_the_end_of_a_run_may_be_kept()
    {
        Write("results", "P.trx", Trx);

        var lines = Table.Of(Findings.Read(_folder["results"], null), TimeSpan.FromSeconds(20)).ToList();

        Assert.Equal(["", "failed: A.B.Fails", "  It did not.", "  seed 42", "  at B.Fails()"], lines[^5..]);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string folder, string name, string text) => File.WriteAllText(Path.Combine(Directory.CreateDirectory(_folder[folder]).FullName, name), text);
}
