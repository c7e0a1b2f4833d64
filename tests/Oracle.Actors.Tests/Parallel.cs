// One for each core of a small machine: a test works, and hardly ever waits.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
