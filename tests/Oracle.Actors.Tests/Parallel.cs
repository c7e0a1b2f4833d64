// Most of a test's time is waiting for its own actors and SQLite.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
