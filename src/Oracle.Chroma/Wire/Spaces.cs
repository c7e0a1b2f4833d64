namespace Oracle.Chroma.Wire;

internal static class Spaces
{
    public static string Name(ChromaSpace space) => space switch
    {
        ChromaSpace.L2 => "l2",
        ChromaSpace.Cosine => "cosine",
        ChromaSpace.InnerProduct => "ip",
        _ => throw new ArgumentOutOfRangeException(nameof(space), space, "not a space of Chroma's"),
    };

    public static ChromaSpace? Parse(string? name) => name switch
    {
        "l2" => ChromaSpace.L2,
        "cosine" => ChromaSpace.Cosine,
        "ip" => ChromaSpace.InnerProduct,
        _ => null,
    };
}
