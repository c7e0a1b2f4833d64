using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Oracle.Embeddings.Hash;

namespace Oracle.Embeddings.Onnx;

/// <summary>
/// Vectors by a BERT-style model that runs in this process. It is loaded at the first text, or by <see cref="LoadAsync"/>.
/// </summary>
/// <remarks>
/// Documents are embedded in batches, one a thread, sorted by length and together bounded by pieces, so that memory depends on no
/// document. To a model every word of a script that it never saw is the same, so texts of such words would all have one vector,
/// which no index can tell apart: as far as a text consists of them, the vector of its spelling (<see cref="HashEmbeddingGenerator"/>)
/// takes the place of the model's. Queries do not wait behind them: <see cref="ForQueries"/> is a generator beside this one, over the same weights.
/// </remarks>
public sealed class OnnxEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>, IVocabulary
{
    /// <summary>The provider's name in settings and records.</summary>
    public const string ProviderName = "onnx";

    // Of all that runs at once, padding included. More are no quicker, for they do not fit into the processor's caches.
    private const int PiecesAtOnce = 2_048;

    // Attention takes memory for each pair of pieces of a text: 2 texts of 512 pieces, 8 of 256.
    private const int PairsAtOnce = 2 * 512 * 512;

    private readonly BertModel _description;
    private readonly HashEmbeddingGenerator _spelling;
    private readonly Func<BertSession> _load;
    private readonly Lock _gate = new();
    private Task<BertSession>? _session;
    private readonly int _threads;
    private readonly SemaphoreSlim _batches;
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>Opens a model; its weights are not read yet.</summary>
    /// <param name="model">Which.</param>
    /// <param name="threads">How many batches may run at once, 1 or more.</param>
    /// <exception cref="ArgumentException">A file of it is missing.</exception>
    public OnnxEmbeddingGenerator(BertModel model, int threads)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        foreach (var file in (string[])[model.Weights, model.Vocabulary])
        {
            if (!File.Exists(file))
                throw new ArgumentException($"Embedding model '{model.Name}' is not whole: {file} is missing.", nameof(model));
        }

        _description = model;
        _spelling = new HashEmbeddingGenerator(model.Dimension);
        _threads = threads;
        _batches = new SemaphoreSlim(threads);
        _load = () => new BertSession(model);
        Model = new EmbeddingModel(ProviderName, model.Name, model.Dimension, IsLexical: false);
        _metadata = new EmbeddingGeneratorMetadata(ProviderName, providerUri: null, model.Name, model.Dimension);
        ForQueries = new Queries(this, Math.Max(1, threads));
    }

    /// <summary>What the vectors are.</summary>
    public EmbeddingModel Model { get; }

    /// <summary>Vectors for what is asked. It belongs to this generator and is disposed with it.</summary>
    public IEmbeddingGenerator<string, Embedding<float>> ForQueries { get; }

    /// <summary>Reads the weights, so that the first text need not wait for them.</summary>
    public Task LoadAsync() => SessionAsync();

    /// <summary>One vector of unit length for each text, in the order of the texts.</summary>
    /// <exception cref="ArgumentException">The files are no such model.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var session = await SessionAsync().WaitAsync(cancellationToken);
        var texts = await Task.Run(() => values.Select(text => Read(session, _description.DocumentPrefix, text)).ToList(), cancellationToken);
        var vectors = new float[texts.Count][];
        var several = new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Batches([.. texts.Select(text => text.Pieces)], _threads), several, async (batch, cancel) =>
        {
            // Whoever else asks has threads of the same number.
            await _batches.WaitAsync(cancel);
            try
            {
                var answers = session.Run([.. batch.Select(i => texts[i].Pieces)]);
                for (var i = 0; i < batch.Count; i++)
                    vectors[batch[i]] = Spelled(answers[i], texts[batch[i]].Unknown);
            }
            finally
            {
                _batches.Release();
            }
        });

        return Embeddings(vectors);
    }

    /// <inheritdoc />
    public async Task<double> PiecesPerWordAsync(string text, CancellationToken cancellation = default) =>
        (await SessionAsync().WaitAsync(cancellation)).PiecesPerWord(text);

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        Equals(serviceKey, Embedders.QueriesKey) ? (serviceType?.IsInstanceOfType(ForQueries) == true ? ForQueries : null)
        : serviceKey is not null ? null
        : serviceType == typeof(EmbeddingModel) ? Model
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
        : serviceType?.IsInstanceOfType(this) == true ? this
        : null;

    /// <summary>Gives the weights back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            // It may still be read, and whoever closes a host does not wait for that.
            _ = _session?.ContinueWith(static loaded => loaded.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }

        ForQueries.Dispose();
        _batches.Dispose();
    }

    /// <summary>The places of texts by length, shortest first, in batches of which so many together have at most so many pieces with what fills them up.</summary>
    internal static IEnumerable<IReadOnlyList<int>> Batches(IReadOnlyList<IReadOnlyList<int>> texts, int atOnce)
    {
        var batch = new List<int>();
        foreach (var i in Enumerable.Range(0, texts.Count).OrderBy(i => texts[i].Count))
        {
            var (many, pieces) = (batch.Count + 1, texts[i].Count);
            if (batch.Count > 0 && (many * pieces > PiecesAtOnce / atOnce || many * pieces * pieces > PairsAtOnce / atOnce))
            {
                yield return batch;
                batch = [];
            }

            batch.Add(i);
        }

        if (batch.Count > 0)
            yield return batch;
    }

    // What failed for want of memory or of a file is tried again with the next text.
    private Task<BertSession> SessionAsync()
    {
        lock (_gate)
        {
            if (_session is null or { IsFaulted: true })
                _session = Task.Run(_load);
            return _session;
        }
    }

    // A text as pieces, and by how much of its spelling its vector is made, if by any.
    private (IReadOnlyList<int> Pieces, (float[] Vector, float Share)? Unknown) Read(BertSession session, string prefix, string text)
    {
        var pieces = session.PiecesOf(prefix + text);
        return session.Unknown(text, pieces) is > 0 and var share ? (pieces, (_spelling.Embed(text), (float)share)) : (pieces, null);
    }

    private static float[] Spelled(float[] vector, (float[] Vector, float Share)? unknown)
    {
        if (unknown is not { } spelling)
            return vector;
        var mixed = new float[vector.Length];
        TensorPrimitives.Multiply(vector, 1 - spelling.Share, mixed);
        TensorPrimitives.MultiplyAdd(spelling.Vector, spelling.Share, mixed, mixed);
        TensorPrimitives.Divide(mixed, TensorPrimitives.Norm(mixed), mixed);
        return mixed;
    }

    private GeneratedEmbeddings<Embedding<float>> Embeddings(float[][] vectors) =>
        new(vectors.Select(vector => new Embedding<float>(vector) { ModelId = Model.Model }));

    private sealed class Queries(OnnxEmbeddingGenerator whole, int atOnce) : IEmbeddingGenerator<string, Embedding<float>>
    {
        private readonly SemaphoreSlim _few = new(atOnce);

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            var session = await whole.SessionAsync().WaitAsync(cancellationToken);
            var vectors = new List<float[]>();
            foreach (var text in values)
            {
                await _few.WaitAsync(cancellationToken);
                try
                {
                    vectors.Add(await Task.Run(
                        () =>
                        {
                            var (pieces, unknown) = whole.Read(session, whole._description.QueryPrefix, text);
                            return Spelled(session.Run([pieces])[0], unknown);
                        }, cancellationToken));
                }
                finally
                {
                    _few.Release();
                }
            }

            return whole.Embeddings([.. vectors]);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceKey is null && serviceType?.IsInstanceOfType(this) == true ? this : whole.GetService(serviceType!, serviceKey);

        public void Dispose() => _few.Dispose();
    }
}
