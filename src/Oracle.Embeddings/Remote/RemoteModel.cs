using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Oracle.Embeddings.Remote;

/// <summary>What a model behind a server is.</summary>
/// <remarks>
/// Only the server knows how many numbers a vector of it has. A collection's record has the model's name with <c>#</c> and that number,
/// and behind it a digest of what else decides the vector of a document, where the settings give such: so a record tells a model
/// without asking anybody.
/// </remarks>
/// <param name="Provider">Whose wire format the server speaks.</param>
/// <param name="Server">Where it is.</param>
/// <param name="Name">As the server knows it.</param>
/// <param name="Dimension">Numbers of a vector; null: not asked for yet.</param>
/// <param name="Window">The most characters that are embedded as one, 256 or more; of more it is the mean.</param>
/// <param name="QueryPrefix">Before a query.</param>
/// <param name="DocumentPrefix">Before a document.</param>
internal sealed partial record RemoteModel(string Provider, Uri Server, string Name, int? Dimension, int Window, string QueryPrefix, string DocumentPrefix)
{
    /// <summary>Why documents of the collection cannot be embedded: it was filled by other settings; null: they can. Queries need none of them.</summary>
    public string? Differs { get; private init; }

    private string? AsRecorded { get; init; }

    private const char Mark = '#';

    // Some 500 pieces of a language with blanks, and 2,000 of one without: the smallest models take 256, and say so where it is too much.
    private const int DefaultWindow = 2_000;

    /// <summary>Describes a model.</summary>
    /// <param name="provider">Whose wire format the server speaks.</param>
    /// <param name="server">Where it is.</param>
    /// <param name="name">As the server knows it, or as a collection's record has it.</param>
    /// <param name="options">Window and prefixes.</param>
    public static RemoteModel Read(string provider, Uri server, string name, EmbedderOptions options)
    {
        var record = Recorded().Match(name);
        var model = new RemoteModel(
            provider, server, record.Success ? record.Groups["name"].Value : name,
            record.Success ? int.Parse(record.Groups["dimension"].Value, CultureInfo.InvariantCulture) : null,
            options.Window ?? DefaultWindow, options.QueryPrefix ?? "", options.DocumentPrefix ?? "");
        return record.Success && record.Groups["digest"].Value != model.Digest()
            ? model with
            {
                AsRecorded = name,
                Differs = $"The embedder {provider} {name} filled the collection with another Oracle:Embedding:Window or DocumentPrefix than the settings have: set them back, or run ./oracle reindex.",
            }
            : model;
    }

    /// <summary>Whether a record of a collection names this model, whatever its vectors' length is.</summary>
    public static bool IsNamed(string name, string recorded) => Recorded().Match(recorded) is { Success: true } record && record.Groups["name"].Value == name;

    /// <summary>As what is stored beside a collection; null while the dimension is not known.</summary>
    public EmbeddingModel? Description() => Dimension is { } dimension
        ? new EmbeddingModel(Provider, AsRecorded ?? $"{Name}{Mark}{dimension.ToString(CultureInfo.InvariantCulture)}{Digest()}", dimension, IsLexical: false)
        : null;

    private string Digest() => (Window, DocumentPrefix) == (DefaultWindow, "")
        ? ""
        : "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Window}\n{DocumentPrefix}"))))[..8];

    [GeneratedRegex(@"\A(?<name>.+)#(?<dimension>[0-9]{1,5})(?<digest>(-[0-9a-f]{8})?)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Recorded();
}
