using System.Xml;
using System.Xml.Linq;

namespace Oracle.Testing.Report;

/// <summary>One test that ran, as a result file (.trx) tells it.</summary>
/// <param name="Class">Its class.</param>
/// <param name="Name">Its name, with its arguments.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended.</param>
/// <param name="Failure">What it said when it failed, and where; null: it passed.</param>
public sealed record TestResult(string Class, string Name, double Seconds, DateTimeOffset Start, DateTimeOffset End, string? Failure)
{
    private static readonly XNamespace Ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>The tests of one result file; skipped ones are not in it, for nothing ran.</summary>
    public static IReadOnlyList<TestResult> Parse(TextReader trx)
    {
        // Theories write any character into their names, as a reference that XML 1.0 does not know.
        using var reader = XmlReader.Create(trx, new XmlReaderSettings { CheckCharacters = false });
        var run = XDocument.Load(reader).Root!;
        var classes = run.Descendants(Ns + "UnitTest").ToDictionary(
            static test => (string)test.Attribute("id")!, static test => (string?)test.Element(Ns + "TestMethod")?.Attribute("className") ?? "?");
        return [.. from result in run.Descendants(Ns + "UnitTestResult")
                   where (string?)result.Attribute("outcome") != "NotExecuted"
                   select new TestResult(
                       classes.GetValueOrDefault((string)result.Attribute("testId")!, "?"),
                       (string)result.Attribute("testName")!,
                       TimeSpan.Parse((string?)result.Attribute("duration") ?? "0").TotalSeconds,
                       (DateTimeOffset)result.Attribute("startTime")!,
                       (DateTimeOffset)result.Attribute("endTime")!,
                       (string?)result.Attribute("outcome") == "Passed" ? null : FailureOf(result))];
    }

    private static string FailureOf(XElement result)
    {
        var said = result.Descendants(Ns + "ErrorInfo").FirstOrDefault();
        return $"{(string?)said?.Element(Ns + "Message")}\n{(string?)said?.Element(Ns + "StackTrace")}".Trim();
    }
}
