// Each test waits for processes of its own most of the time: more at once than there are cores.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
