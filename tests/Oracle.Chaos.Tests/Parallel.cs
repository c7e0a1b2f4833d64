// Each test keeps processes of its own busy: as many at once as there are cores, or their clocks would measure each other.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
[assembly: TestCollectionOrderer("Oracle.Chaos.Tests.LongestFirst", "Oracle.Chaos.Tests")]
