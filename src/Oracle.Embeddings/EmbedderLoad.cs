namespace Oracle.Embeddings;

/// <summary>What embedders are at, counted in texts. For any number of threads.</summary>
public sealed class EmbedderLoad(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Call> _asked = [];
    private readonly HashSet<Call> _computed = [];

    /// <summary>As it stands.</summary>
    public EmbedderReading Read()
    {
        lock (_gate)
        {
            var computed = _computed.Sum(call => call.Texts);
            return new EmbedderReading(Math.Max(0, _asked.Sum(call => call.Texts) - computed), computed, _computed.Count > 0 ? _computed.Min(call => call.Since) : null);
        }
    }

    /// <summary>Somebody wants vectors, until this is disposed.</summary>
    internal IDisposable Asked(int texts) => Begin(_asked, texts);

    /// <summary>A model is at it, until this is disposed.</summary>
    internal IDisposable Computed(int texts) => Begin(_computed, texts);

    private Call Begin(HashSet<Call> calls, int texts)
    {
        var call = new Call(this, calls, texts, clock.GetUtcNow());
        lock (_gate)
            calls.Add(call);
        return call;
    }

    private sealed class Call(EmbedderLoad load, HashSet<Call> calls, int texts, DateTimeOffset since) : IDisposable
    {
        public int Texts => texts;

        public DateTimeOffset Since => since;

        public void Dispose()
        {
            lock (load._gate)
                calls.Remove(this);
        }
    }
}

/// <summary>What embedders are at.</summary>
/// <param name="Waiting">Texts that are asked for, and that no model is at: others compute them, or the cache is read.</param>
/// <param name="UnderWay">Texts that a model was given and has not answered.</param>
/// <param name="Since">When it was given the first of these; null: it has none.</param>
public sealed record EmbedderReading(int Waiting, int UnderWay, DateTimeOffset? Since);
