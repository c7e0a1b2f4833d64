// Most of these wait: for a time-out, a server, an answer that never comes. Twice as many at once as there are cores.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
