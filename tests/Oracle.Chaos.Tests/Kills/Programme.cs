using System.Globalization;
using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.Kills;

/// <summary>How much of the programme runs, and by which seed.</summary>
internal static class Programme
{
    /// <summary>Whether this is <c>./test --long</c>.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("ORACLE_TEST_LONG") == "1";

    /// <summary>A full pass on the build that loads here and a short one on the other; in the long run all of it on both.</summary>
    public static TheoryData<ChromaBuild, int> OnBothBuilds(int full, int brief, int whenLong) => new()
    {
        { ChromaBuilds.Native, IsLong ? whenLong : full },
        { ChromaBuilds.Other, IsLong ? whenLong : brief },
    };

    /// <summary>The build that loads here; in the long run both.</summary>
    public static IEnumerable<ChromaBuild> Builds { get; } = IsLong ? [ChromaBuilds.Native, ChromaBuilds.Other] : [ChromaBuilds.Native];

    /// <summary>Chance by a seed that the test's output names, or the one that was asked for.</summary>
    public static Random Chance(ITestOutputHelper output, string test)
    {
        var seed = Environment.GetEnvironmentVariable("ORACLE_TEST_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        output.WriteLine($"seed {seed}; replay: ORACLE_TEST_SEED={seed} ./test {(IsLong ? "--long " : "")}-- --filter FullyQualifiedName~{test}");
        return new Random(seed);
    }
}
