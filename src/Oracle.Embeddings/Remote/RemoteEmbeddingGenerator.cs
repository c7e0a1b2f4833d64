using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace Oracle.Embeddings.Remote;

/// <summary>
/// Asks a server for vectors, in requests of bounded size. A text longer than the model's window is the normalised mean of its windows;
/// where the server finds a window too long all the same, they are halved: nothing is cut off silently.
/// </summary>
/// <param name="server">Speaks the wire format.</param>
/// <param name="connections">Its connections; this class closes both.</param>
/// <param name="model">Which model.</param>
internal sealed class RemoteEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> server, IDisposable connections, RemoteModel model)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    // What servers take in one request, and answer within seconds without a graphics card.
    private const int RequestTexts = 64;
    private const int RequestCharacters = 64_000;
    private const int SmallestWindow = 250;

    private readonly Role _queries = new(server, model, model.QueryPrefix, refusal: null, isPatient: true);
    private readonly Role _documents = new(server, model, model.DocumentPrefix, model.Differs, isPatient: false);

    /// <summary>What the model is; asks the server where only it knows.</summary>
    /// <exception cref="EmbedderUnavailableException">The server does not tell.</exception>
    public async Task<EmbeddingModel> AskModelAsync(CancellationToken cancel)
    {
        if (model.Description() is { } known)
            return known;
        try
        {
            var answer = await server.GenerateAsync(["How long is a vector?"], cancellationToken: cancel);
            if (answer is [{ Vector.Length: > 0 and var dimension }])
                return (model with { Dimension = dimension }).Description()!;
        }
        catch (Exception e) when (e is not (EmbedderUnavailableException or OperationCanceledException))
        {
            throw new EmbedderUnavailableException($"The embedder {model.Provider} {model.Name} does not say how long its vectors are: {e.Message}", e);
        }

        throw new EmbedderUnavailableException($"The embedder {model.Provider} {model.Name} gave no vector for a plain question.");
    }

    /// <inheritdoc />
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        _documents.GenerateAsync(values, options, cancellationToken);

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is Embedders.QueriesKey && serviceType.IsInstanceOfType(_queries) ? _queries
            : serviceKey is not null ? null
            : serviceType == typeof(EmbeddingModel) ? model.Description()
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata(model.Provider, model.Server, model.Name)
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        server.Dispose();
        connections.Dispose();
    }

    // The texts of one kind, each behind that kind's prefix.
    private sealed class Role(IEmbeddingGenerator<string, Embedding<float>> server, RemoteModel model, string prefix, string? refusal, bool isPatient)
        : IEmbeddingGenerator<string, Embedding<float>>
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

        // 1 while a question is waited for whose asker may have gone.
        private int _waiting;

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(values);
            if (refusal is not null)
                throw new EmbedderUnavailableException(refusal);
            var texts = values.ToList();
            return isPatient && Interlocked.CompareExchange(ref _waiting, 1, 0) == 0
                ? await WaitedForAsync(texts).WaitAsync(cancellationToken)
                : await WindowsAsync(texts, cancellationToken);
        }

        // A server that loads its model at the first question gives up where the asker does, and begins anew at the next. So one
        // question at a time is waited for, for all who come after.
        private async Task<GeneratedEmbeddings<Embedding<float>>> WaitedForAsync(List<string> texts)
        {
            try
            {
                using var within = new CancellationTokenSource(Patience);
                return await WindowsAsync(texts, within.Token);
            }
            finally
            {
                Volatile.Write(ref _waiting, 0);
            }
        }

        // Of several texts nobody knows which one was refused; the caller asks for each alone.
        private async Task<GeneratedEmbeddings<Embedding<float>>> WindowsAsync(List<string> texts, CancellationToken cancel)
        {
            for (var (window, atOnce) = (model.Window, RequestTexts); ;)
            {
                try
                {
                    return await GenerateAsync(texts, window, atOnce, cancel);
                }
                catch (TextRefusedException e) when (e.IsTooLong && texts is [var text] && window / 2 >= SmallestWindow && text.Length > window / 2)
                {
                    window /= 2;
                }
                // Some servers take few texts at once, and call more of them wrong.
                catch (TextRefusedException) when (atOnce > 1 && texts is [var text] && text.Length > window)
                {
                    atOnce = 1;
                }
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null)
        {
            ArgumentNullException.ThrowIfNull(serviceType);
            return serviceKey is not null ? null : serviceType == typeof(EmbeddingModel) ? model.Description() : serviceType.IsInstanceOfType(this) ? this : null;
        }

        public void Dispose()
        {
            // The server's client belongs to the generator around this.
        }

        private async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(List<string> texts, int window, int atOnce, CancellationToken cancel)
        {
            var windows = texts.SelectMany((text, index) => Windows.Of(text, window).Select(part => (Index: index, Text: prefix + part))).ToList();
            var vectors = new List<ReadOnlyMemory<float>>(windows.Count);
            foreach (var request in Requests(windows.Select(part => part.Text), atOnce))
            {
                var answer = await server.GenerateAsync(request, cancellationToken: cancel);
                if (answer.Count != request.Count)
                    throw new EmbedderUnavailableException($"The embedder {model.Provider} {model.Name} gave {answer.Count} vectors for {request.Count} texts.");
                vectors.AddRange(answer.Select(embedding => embedding.Vector));
            }

            return new GeneratedEmbeddings<Embedding<float>>(windows
                .Zip(vectors, (part, vector) => (part.Index, Vector: vector))
                .GroupBy(part => part.Index, part => part.Vector)
                .OrderBy(parts => parts.Key)
                .Select(parts => new Embedding<float>(Mean([.. parts])) { ModelId = model.Name }));
        }

        private static IEnumerable<List<string>> Requests(IEnumerable<string> texts, int atOnce)
        {
            var request = new List<string>();
            var characters = 0;
            foreach (var text in texts)
            {
                if (request.Count == atOnce || (request.Count > 0 && characters + text.Length > RequestCharacters))
                {
                    yield return request;
                    (request, characters) = ([], 0);
                }

                request.Add(text);
                characters += text.Length;
            }

            if (request.Count > 0)
                yield return request;
        }

        // What is wrong with a single vector is for the caller to see.
        private static ReadOnlyMemory<float> Mean(ReadOnlyMemory<float>[] vectors)
        {
            if (vectors is [var only])
                return only;
            if (vectors.FirstOrDefault(vector => vector.Length != vectors[0].Length) is { Length: > 0 } other)
                return other;
            var sum = new float[vectors[0].Length];
            foreach (var vector in vectors)
            {
                var norm = TensorPrimitives.Norm(vector.Span);
                // A part that has no direction has no say.
                if (norm > 0)
                    TensorPrimitives.MultiplyAdd(vector.Span, 1 / norm, sum, sum);
            }

            var length = TensorPrimitives.Norm<float>(sum);
            if (length > 0)
                TensorPrimitives.Divide(sum, length, sum);
            return sum;
        }
    }
}
