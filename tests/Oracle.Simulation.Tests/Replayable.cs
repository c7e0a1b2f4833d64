using System.Globalization;
using CsCheck;
using Xunit.Abstractions;

namespace Oracle.Simulation.Tests;

/// <summary>
/// Random sequences, drawn by one seed that is printed; before them those that failed once. One that fails is printed as
/// short as it gets, with the command that runs it again.
/// </summary>
internal static class Replayable
{
    private const string SequencesKey = "ORACLE_TEST_SEQUENCES";
    private const string SeedKey = "ORACLE_TEST_SEED";

    // How many of other sequences are tried in search of a shorter one that fails.
    private const int Shorter = 1_000;

    public static int Sequences(int inTheShortRun, int inTheLongRun) =>
        int.TryParse(Environment.GetEnvironmentVariable(SequencesKey), out var wanted) ? wanted
        : Environment.GetEnvironmentVariable("ORACLE_TEST_LONG") == "1" ? inTheLongRun
        : inTheShortRun;

    public static async Task SampleAsync(Func<Operation[], Tally, Task> run, int sequences, ITestOutputHelper output, string test, int threads)
    {
        var tally = new Tally();
        var seed = Seed();
        output.WriteLine($"{sequences:N0} sequences of seed {seed}; {SeedKey}={seed} draws the same again.");
        var drawn = Enumerable.Range(1, sequences).Select(number => new PCG((uint)number, seed).ToString());
        try
        {
            await Parallel.ForEachAsync(FailedSeeds.All.Concat(drawn), new ParallelOptions { MaxDegreeOfParallelism = threads }, async (name, _) =>
            {
                try
                {
                    await run(Operation.Sequence.Generate(PCG.Parse(name), min: null, out var _), tally);
                }
                catch (Exception e)
                {
                    throw new Failed(name, e);
                }
            });
        }
        catch (Failed failed)
        {
            throw new Xunit.Sdk.XunitException(
                $"Again: {SeedKey}={seed} {SequencesKey}={sequences} dotnet test tests/Oracle.Simulation.Tests --filter FullyQualifiedName~{test}\n" +
                $"Keep it: add \"{failed.Name}\" to {nameof(FailedSeeds)}.\n{await ShortestAsync(run, failed)}", failed.InnerException);
        }

        output.WriteLine(tally.ToString());
    }

    private static async Task<string> ShortestAsync(Func<Operation[], Tally, Task> run, Failed failed)
    {
        try
        {
            await Operation.Sequence.SampleAsync(operations => run(operations, new Tally()), seed: failed.Name, iter: Shorter, threads: 1, print: Operation.Print);
            return $"By itself it passes: {failed.InnerException}";
        }
        catch (CsCheckException e)
        {
            return $"{e.Message}\n{e.InnerException?.Message}";
        }
    }

    private static ulong Seed() =>
        ulong.TryParse(Environment.GetEnvironmentVariable(SeedKey), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : (ulong)Random.Shared.Next();

    private sealed class Failed(string name, Exception why) : Exception(why.Message, why)
    {
        public string Name => name;
    }
}
