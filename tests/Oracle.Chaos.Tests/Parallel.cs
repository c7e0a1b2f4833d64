// Each test waits for processes of its own for part of its time: one more at once than there are cores.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
