using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace Oracle.Embeddings.Onnx;

/// <summary>A model in memory. Any number of threads may run it at once.</summary>
internal sealed class BertSession : IDisposable
{
    private static readonly string[] Inputs = ["input_ids", "attention_mask", "token_type_ids"];

    private readonly BertModel _model;
    private readonly Pieces _pieces;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _inputs;
    private readonly string[] _output;

    // The weights must not go while somebody runs them: that is not an exception but the end of the process.
    private readonly ReaderWriterLockSlim _inUse = new();
    private bool _isDisposed;

    /// <summary>Loads the weights.</summary>
    /// <param name="model">Which.</param>
    /// <exception cref="ArgumentException">The files are no such model.</exception>
    public BertSession(BertModel model)
    {
        _model = model;
        _pieces = new Pieces(model);
        // The arena keeps what the largest batch took, which is bounded; without it a fifth more time goes into asking for memory.
        // One thread a run, and several runs at once: threads that share one run wait for each other at each layer.
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, EnableCpuMemArena = true, EnableMemoryPattern = false };
        try
        {
            _session = new InferenceSession(model.Weights, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ArgumentException($"{model.Weights} cannot be loaded as a model: {e.Message}", nameof(model), e);
        }

        _inputs = [.. Inputs.Where(_session.InputMetadata.ContainsKey)];
        _output = [_session.OutputMetadata.Keys.FirstOrDefault(static name => name is "last_hidden_state" or "token_embeddings") ?? _session.OutputMetadata.Keys.First()];
    }

    /// <summary>Components of a vector, as the weights have them; 0 where they do not say.</summary>
    public int Dimension => _session.OutputMetadata[_output[0]].Dimensions is [.., > 0 and var last] ? last : 0;

    /// <summary>A text as pieces.</summary>
    public IReadOnlyList<int> PiecesOf(string text) => _pieces.Of(text);

    /// <summary>The share of a text that the model cannot read, 0 to 1.</summary>
    public double Unknown(string text, IReadOnlyList<int> pieces) => _pieces.Unknown(text, pieces);

    /// <summary>How many pieces a word of the text falls into.</summary>
    public double PiecesPerWord(string text) => _pieces.PerWord(text);

    /// <summary>Vectors of unit length for texts that are given as pieces, all of them in one run.</summary>
    /// <exception cref="ObjectDisposedException">It is not in memory any more.</exception>
    public float[][] Run(IReadOnlyList<IReadOnlyList<int>> texts)
    {
        _inUse.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return RunLoaded(texts);
        }
        finally
        {
            _inUse.ExitReadLock();
        }
    }

    /// <summary>Waits for whoever runs it.</summary>
    public void Dispose()
    {
        _inUse.EnterWriteLock();
        try
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            _session.Dispose();
            _run.Dispose();
        }
        finally
        {
            _inUse.ExitWriteLock();
        }
    }

    private float[][] RunLoaded(IReadOnlyList<IReadOnlyList<int>> texts)
    {
        var longest = texts.Max(static pieces => pieces.Count);
        long[] shape = [texts.Count, longest];
        var (ids, mask, types) = (new long[texts.Count * longest], new long[texts.Count * longest], new long[texts.Count * longest]);
        Array.Fill(ids, _pieces.Padding);
        for (var row = 0; row < texts.Count; row++)
        {
            for (var i = 0; i < texts[row].Count; i++)
                (ids[(row * longest) + i], mask[(row * longest) + i]) = (texts[row][i], 1);
        }

        var values = new List<OrtValue>(_inputs.Length);
        try
        {
            foreach (var input in _inputs)
                values.Add(OrtValue.CreateTensorValueFromMemory(input == Inputs[0] ? ids : input == Inputs[1] ? mask : types, shape));
            using var answers = _session.Run(_run, _inputs, values, _output);
            var hidden = answers[0].GetTensorDataAsSpan<float>();
            var vectors = new float[texts.Count][];
            for (var row = 0; row < texts.Count; row++)
                vectors[row] = Pooled(hidden.Slice(row * longest * _model.Dimension, texts[row].Count * _model.Dimension));
            return vectors;
        }
        finally
        {
            foreach (var value in values)
                value.Dispose();
        }
    }

    private float[] Pooled(ReadOnlySpan<float> pieces)
    {
        var vector = pieces[.._model.Dimension].ToArray();
        if (_model.Pooling == Pooling.Mean)
        {
            // The length is taken away below, so the sum is as good as the mean.
            for (var at = _model.Dimension; at < pieces.Length; at += _model.Dimension)
                TensorPrimitives.Add(vector, pieces.Slice(at, _model.Dimension), vector);
        }

        var length = TensorPrimitives.Norm(vector);
        if (length > 0)
            TensorPrimitives.Divide(vector, length, vector);
        return vector;
    }
}
