using Xunit.Abstractions;

namespace Oracle.Chaos.Tests;

/// <summary>The classes that take longest begin first, so that none of them runs alone in the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    // By the table at the end of ./test; a class that is not here takes less.
    private static readonly string[] Long =
    [
        nameof(FaultProgrammeTests), nameof(Kills.ChromaKillTests), nameof(Reindexing.ReindexKillTests), nameof(Kills.NamedPointTests),
        nameof(StoreFaults.StoreFaultTests), nameof(Reindexing.LostDirectoryTests), nameof(Reindexing.ReindexTests), nameof(AuditTests), nameof(MainJobTests),
        nameof(SlowChromaTests), nameof(Kills.KillTests), nameof(StopTests), nameof(FaultsAtTheStartTests),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.FindIndex(Long, name => collection.DisplayName.EndsWith($".{name}", StringComparison.Ordinal)) is >= 0 and var place ? place : Long.Length);
}
