// A good third of a test is waiting: for a time-out, a backoff, a server that stands still. One more at once than there are
// cores keeps those busy; more would only measure each other.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
[assembly: TestCollectionOrderer("Oracle.Chaos.Tests.LongestFirst", "Oracle.Chaos.Tests")]
