using System.Globalization;
using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.Kills;

/// <summary>How much of the programme runs, and by which seed.</summary>
internal static class Programme
{
    private const int KillsAPass = 20;

    /// <summary>
    /// How many kills on which build: so many on the one that loads here, fewer or none on the other, and in the long run the
    /// same on both. In passes, as a test that says nothing for ten minutes counts as hanging.
    /// </summary>
    public static TheoryData<ChromaBuild, int, int> Passes(int native, int other, int whenLong)
    {
        var passes = new TheoryData<ChromaBuild, int, int>();
        foreach (var (build, kills) in ((ChromaBuild, int)[])[(ChromaBuilds.Native, native), (ChromaBuilds.Other, other)])
        {
            var all = LongRun.IsOn ? whenLong : kills;
            for (var done = 0; done < all; done += KillsAPass)
                passes.Add(build, Math.Min(KillsAPass, all - done), (done / KillsAPass) + 1);
        }

        return passes;
    }

    /// <summary>The build that loads here; in the long run both.</summary>
    public static IEnumerable<ChromaBuild> Builds { get; } = LongRun.IsOn ? [ChromaBuilds.Native, ChromaBuilds.Other] : [ChromaBuilds.Native];

    /// <summary>Chance by a seed that the test's output names, or the one that was asked for.</summary>
    public static Random Chance(ITestOutputHelper output, string test)
    {
        var seed = Environment.GetEnvironmentVariable("ORACLE_TEST_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        output.WriteLine($"seed {seed}; replay: ORACLE_TEST_SEED={seed} ./test {(LongRun.IsOn ? "--long " : "")}-- --filter FullyQualifiedName~{test}");
        return new Random(seed);
    }
}
