namespace Oracle.Embeddings.Caching;

/// <summary>Which texts somebody is at work on, so that nobody else computes them meanwhile.</summary>
internal sealed class InFlight
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TaskCompletionSource<ReadOnlyMemory<float>?>> _answers = new(StringComparer.Ordinal);

    /// <summary>Takes the texts nobody is at work on; of the others says what to wait for: a vector, or null from one who got none.</summary>
    public (List<string> Mine, List<(string Text, Task<ReadOnlyMemory<float>?> Answer)> Theirs) Claim(IEnumerable<string> texts)
    {
        var mine = new List<string>();
        var theirs = new List<(string, Task<ReadOnlyMemory<float>?>)>();
        lock (_gate)
        {
            foreach (var text in texts)
            {
                if (_answers.TryGetValue(text, out var answer))
                {
                    theirs.Add((text, answer.Task));
                    continue;
                }

                // Those who wait must not go on within the loop that tells them.
                _answers[text] = new TaskCompletionSource<ReadOnlyMemory<float>?>(TaskCreationOptions.RunContinuationsAsynchronously);
                mine.Add(text);
            }
        }

        return (mine, theirs);
    }

    /// <summary>Lets go of claimed texts, and tells those who wait what came of them.</summary>
    public void Release(IEnumerable<string> mine, IReadOnlyDictionary<string, ReadOnlyMemory<float>> vectors)
    {
        foreach (var text in mine)
        {
            TaskCompletionSource<ReadOnlyMemory<float>?>? answer;
            lock (_gate)
                _answers.Remove(text, out answer);
            // A bare null would become an empty vector.
            answer!.SetResult(vectors.TryGetValue(text, out var vector) ? vector : default(ReadOnlyMemory<float>?));
        }
    }
}
