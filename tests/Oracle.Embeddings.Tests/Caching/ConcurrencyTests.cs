namespace Oracle.Embeddings.Tests.Caching;

/// <summary>Several who ask at the same time.</summary>
public sealed class ConcurrencyTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TestCache _test = new();
    private readonly CountingEmbedder _inner = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync() => await _test.DisposeAsync();

    [Fact]
    public async Task Those_who_ask_for_the_same_text_cause_one_computation()
    {
        var generator = _test.Over(_inner);
        HoldTheFirstCall();
        var first = generator.GenerateAsync(["a", "b"]);
        await _asked.Task.WaitAsync(Deadline);
        var second = generator.GenerateAsync(["c", "b"]);
        var third = generator.GenerateAsync(["a"]);
        Assert.False(second.IsCompleted || third.IsCompleted);

        _answer.SetResult();

        Assert.Equal(CountingEmbedder.VectorOf("b"), (await second.WaitAsync(Deadline))[1].Vector.ToArray());
        Assert.Equal(CountingEmbedder.VectorOf("a"), (await third.WaitAsync(Deadline))[0].Vector.ToArray());
        await first.WaitAsync(Deadline);
        Assert.Equal(["a", "b", "c"], _inner.Texts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_who_is_cancelled_takes_nobody_with_them()
    {
        var generator = _test.Over(_inner);
        using var cancel = new CancellationTokenSource();
        HoldTheFirstCall();
        var cancelled = generator.GenerateAsync(["a", "b"], cancellationToken: cancel.Token);
        await _asked.Task.WaitAsync(Deadline);
        var other = generator.GenerateAsync(["b", "c"]);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Deadline));
        var vectors = await other.WaitAsync(Deadline);
        Assert.Equal([CountingEmbedder.VectorOf("b"), CountingEmbedder.VectorOf("c")], vectors.Select(v => v.Vector.ToArray()));
    }

    [Fact]
    public async Task One_who_waits_for_another_can_be_cancelled_alone()
    {
        var generator = _test.Over(_inner);
        using var cancel = new CancellationTokenSource();
        HoldTheFirstCall();
        var first = generator.GenerateAsync(["a"]);
        await _asked.Task.WaitAsync(Deadline);
        var waiting = generator.GenerateAsync(["a"], cancellationToken: cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Deadline));
        _answer.SetResult();
        Assert.Equal(CountingEmbedder.VectorOf("a"), (await first.WaitAsync(Deadline))[0].Vector.ToArray());
        Assert.Single(_inner.Texts);
    }

    [Fact]
    public async Task One_whose_computation_fails_leaves_the_text_to_those_who_wait()
    {
        var generator = _test.Over(_inner);
        HoldTheFirstCall();
        var first = generator.GenerateAsync(["a"]);
        await _asked.Task.WaitAsync(Deadline);
        var second = generator.GenerateAsync(["a"]);

        _answer.SetException(new TimeoutException("gone"));

        await Assert.ThrowsAsync<TimeoutException>(() => first.WaitAsync(Deadline));
        Assert.Equal(CountingEmbedder.VectorOf("a"), (await second.WaitAsync(Deadline))[0].Vector.ToArray());
    }

    [Fact]
    public async Task Many_at_once_get_their_own_vectors_and_compute_each_text_once()
    {
        var generator = _test.Over(_inner);
        _inner.Gate = async _ => await Task.Yield();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var round = 0; round < 10; round++)
            {
                string[] texts = [.. Enumerable.Range(0, 20).Select(_ => $"text {random.Next(200)}")];
                var vectors = await CachingEmbeddingGeneratorTests.Vectors(generator, texts);
                Assert.Equal(texts.Select(CountingEmbedder.VectorOf), vectors);
            }
        }))).WaitAsync(Deadline);

        Assert.Equal(_inner.Texts.Distinct(StringComparer.Ordinal).Count(), _inner.Texts.Count());
        Assert.Empty(_test.Warnings);
    }

    private void HoldTheFirstCall()
    {
        var calls = 0;
        _inner.Gate = cancel =>
        {
            if (Interlocked.Increment(ref calls) > 1)
                return Task.CompletedTask;
            _asked.SetResult();
            return _answer.Task.WaitAsync(cancel);
        };
    }
}
