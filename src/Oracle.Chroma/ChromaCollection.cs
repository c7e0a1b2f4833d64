using System.Diagnostics.CodeAnalysis;

namespace Oracle.Chroma;

/// <summary>How Chroma measures the distance of two vectors. Fixed when a collection is made.</summary>
public enum ChromaSpace
{
    /// <summary>Squared Euclidean distance, Chroma's default.</summary>
    L2,

    /// <summary>1 − cosine similarity.</summary>
    Cosine,

    /// <summary>1 − inner product.</summary>
    InnerProduct,
}

/// <summary>A collection as the server describes it.</summary>
/// <param name="Id">The address of its records. A collection made anew under the same name has another one.</param>
/// <param name="Name">3 to 512 characters.</param>
/// <param name="Space">Null when the server names none this client knows.</param>
/// <param name="Dimension">Null until the first write, which fixes it.</param>
/// <param name="Metadata">The collection's own metadata; empty when it has none.</param>
[SuppressMessage("Naming", "CA1711", Justification = "It is a collection in Chroma's sense of the word.")]
public sealed record ChromaCollection(
    Guid Id,
    string Name,
    ChromaSpace? Space,
    int? Dimension,
    IReadOnlyDictionary<string, MetadataValue> Metadata);

/// <summary>A collection as it is wanted.</summary>
/// <param name="Name">3 to 512 characters of <c>a-z A-Z 0-9 . _ -</c>, beginning and ending with a letter or digit.</param>
/// <param name="Space">The wanted space.</param>
/// <param name="Dimension">The wanted dimension; null when any will do.</param>
/// <param name="Metadata">Written when the collection is made, demanded when it exists. Further keys may be there.</param>
/// <param name="Neighbours">How many neighbours a vector is given in the index, 2 or more; a collection that exists keeps what it was made with.</param>
public sealed record CollectionSpec(
    string Name,
    ChromaSpace Space = ChromaSpace.Cosine,
    int? Dimension = null,
    IReadOnlyDictionary<string, MetadataValue>? Metadata = null,
    int Neighbours = 64)
{
    /// <summary>
    /// In what a collection differs from this, in words a person can act on; empty when it fits. Chroma returns an existing
    /// collection as it is and says nothing about what it ignored, so somebody has to look.
    /// </summary>
    public IReadOnlyList<string> DifferencesOf(ChromaCollection found)
    {
        ArgumentNullException.ThrowIfNull(found);
        var differences = new List<string>();
        if (found.Space != Space)
            differences.Add($"its space is {found.Space?.ToString() ?? "unknown"}, not {Space}");
        if (Dimension is not null && found.Dimension is not null && found.Dimension != Dimension)
            differences.Add($"its vectors have {found.Dimension} dimensions, not {Dimension}");
        foreach (var (key, wanted) in Metadata ?? EmptyMetadata.Instance)
        {
            var there = found.Metadata.TryGetValue(key, out var value) ? value : MetadataValue.Null;
            if (there != wanted)
                differences.Add($"its metadata has {key} = {there}, not {wanted}");
        }
        return differences;
    }
}

internal static class EmptyMetadata
{
    public static readonly IReadOnlyDictionary<string, MetadataValue> Instance = new Dictionary<string, MetadataValue>();
}
