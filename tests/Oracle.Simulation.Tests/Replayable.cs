using System.Text.RegularExpressions;
using CsCheck;
using Xunit.Abstractions;

namespace Oracle.Simulation.Tests;

/// <summary>Random sequences; one that fails is printed as short as it gets, with the command that runs it again.</summary>
internal static class Replayable
{
    private const string SequencesKey = "ORACLE_TEST_SEQUENCES";

    public static int Sequences(int inTheShortRun, int inTheLongRun) =>
        int.TryParse(Environment.GetEnvironmentVariable(SequencesKey), out var wanted) ? wanted
        : Environment.GetEnvironmentVariable("ORACLE_TEST_LONG") == "1" ? inTheLongRun
        : inTheShortRun;

    public static async Task SampleAsync(Func<Operation[], Tally, Task> run, int sequences, ITestOutputHelper output, string test, int threads = -1)
    {
        var tally = new Tally();
        try
        {
            await Operation.Sequence.SampleAsync(operations => run(operations, tally), output.WriteLine, iter: sequences, threads: threads, print: Operation.Print);
            output.WriteLine(tally.ToString());
        }
        catch (CsCheckException e) when (Regex.Match(e.Message, "seed: \"(?<seed>[^\"]+)\"", RegexOptions.NonBacktracking) is { Success: true } seed)
        {
            throw new Xunit.Sdk.XunitException(
                $"Again: CsCheck_Seed={seed.Groups["seed"]} {SequencesKey}=1 dotnet test tests/Oracle.Simulation.Tests --filter FullyQualifiedName~{test}\n{e.Message}\n{e.InnerException?.Message}", e);
        }
    }
}
