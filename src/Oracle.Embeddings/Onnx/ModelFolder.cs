using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Oracle.Embeddings.Onnx;

/// <summary>
/// A model in a folder of somebody's own. What it is stands in the files that sentence-transformers writes beside it
/// (https://sbert.net/docs/sentence_transformer/usage/custom_models.html, "Structure of Sentence Transformer Models"); what they
/// leave open is taken from the settings.
/// </summary>
internal static class ModelFolder
{
    private const char Mark = '#';
    private const int DefaultWindow = 512;

    // Reading 100 MB takes a moment, and a model is opened several times at a start.
    private static readonly ConcurrentDictionary<(string File, long Length, DateTime Written), string> Digests = new();

    /// <summary>Describes the model.</summary>
    /// <param name="name">The folder; as a collection's record has it with <c>#</c> and what its digest was when the collection was filled.</param>
    /// <param name="options">What the files may leave open.</param>
    /// <exception cref="ArgumentException">It is no such folder, or holds another model than the record says.</exception>
    public static BertModel Read(string name, EmbedderOptions options)
    {
        var at = name.LastIndexOf(Mark);
        var (path, recorded) = at > 0 && !Directory.Exists(name) ? (name[..at], name[(at + 1)..]) : (name, null);
        var folder = Path.GetFullPath(path);
        var model = new BertModel("", folder, 0, Pooling.Mean, DefaultWindow);
        foreach (var file in (string[])[model.Weights, model.Vocabulary])
        {
            if (!File.Exists(file))
                throw new ArgumentException($"Embedding model '{name}': {file} is missing; a model's folder has model.onnx and vocab.txt.", nameof(name));
        }

        using var config = Json(folder, "config.json");
        using var pooling = Json(folder, Path.Combine("1_Pooling", "config.json"));
        using var sentences = Json(folder, "sentence_bert_config.json");
        using var prompts = Json(folder, "config_sentence_transformers.json");
        using var tokenizer = Json(folder, "tokenizer_config.json");
        var window = Number(sentences, "max_seq_length") ?? options.Window ?? Number(tokenizer, "model_max_length") ?? Number(config, "max_position_embeddings");
        model = model with
        {
            Dimension = (int)(Number(config, "hidden_size") ?? 0),
            Pooling = Flag(pooling, "pooling_mode_cls_token") ?? false ? Pooling.First
                : Flag(pooling, "pooling_mode_mean_tokens") ?? false ? Pooling.Mean
                : options.Pooling ?? Pooling.Mean,
            // A tokenizer without a limit says so by a number of thirty digits.
            Window = (int)Math.Clamp(window ?? DefaultWindow, 3, DefaultWindow),
            IsUncased = Flag(sentences, "do_lower_case") is true || (Flag(tokenizer, "do_lower_case") ?? true),
            QueryPrefix = Prompt(prompts, "query") ?? options.QueryPrefix ?? "",
            DocumentPrefix = Prompt(prompts, "document") ?? Prompt(prompts, "passage") ?? options.DocumentPrefix ?? "",
        };
        if (model.Dimension == 0)
        {
            using var session = new BertSession(model);
            model = model with { Dimension = session.Dimension };
        }

        var digest = DigestOf(model);
        if (recorded is not null && recorded != digest)
            throw new ArgumentException($"The model in {folder} is not the one that the collection was filled with any more ({Mark}{recorded}, now {Mark}{digest}): put it back, or run ./oracle reindex.", nameof(name));
        return model with { Name = $"{folder}{Mark}{digest}" };
    }

    // Of all that decides which vector a text gets.
    private static string DigestOf(BertModel model) => Hash(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{OfFile(model.Weights)}\n{OfFile(model.Vocabulary)}\n{model.Pooling}\n{model.Window}\n{model.IsUncased}\n{model.QueryPrefix}\n{model.DocumentPrefix}")))[..12];

    private static string OfFile(string path)
    {
        var file = new FileInfo(path);
        return Digests.GetOrAdd((path, file.Length, file.LastWriteTimeUtc), static key =>
        {
            using var stream = File.OpenRead(key.File);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        });
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static JsonDocument? Json(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        try
        {
            return File.Exists(path) ? JsonDocument.Parse(File.ReadAllBytes(path)) : null;
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"{path} is no JSON: {e.Message}", nameof(folder), e);
        }
    }

    private static JsonElement? Value(JsonDocument? document, string key) =>
        document is { RootElement.ValueKind: JsonValueKind.Object } && document.RootElement.TryGetProperty(key, out var value) ? value : null;

    private static double? Number(JsonDocument? document, string key) =>
        Value(document, key) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) ? number : null;

    private static bool? Flag(JsonDocument? document, string key) => Value(document, key)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static string? Prompt(JsonDocument? document, string key) =>
        Value(document, "prompts") is { ValueKind: JsonValueKind.Object } prompts && prompts.TryGetProperty(key, out var prompt) ? prompt.GetString() : null;
}
