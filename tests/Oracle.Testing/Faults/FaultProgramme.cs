namespace Oracle.Testing.Faults;

/// <summary>Which faults a run injects: every kind at every endpoint once, and more where a kind needs more.</summary>
public static class FaultProgramme
{
    /// <summary>Every kind there is.</summary>
    public static IReadOnlyList<FaultKind> Kinds { get; } = Enum.GetValues<FaultKind>();

    /// <summary>
    /// Each of <paramref name="endpoints"/> once, then further ones as the seed has it until there are
    /// <paramref name="atLeast"/>; shuffled.
    /// </summary>
    public static IReadOnlyList<Endpoint> PlacesOf(IReadOnlyList<Endpoint> endpoints, int atLeast, Random random)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(random);
        Endpoint[] places =
        [
            .. endpoints,
            .. Enumerable.Range(0, Math.Max(0, atLeast - endpoints.Count)).Select(_ => endpoints[random.Next(endpoints.Count)]),
        ];
        random.Shuffle(places);
        return places;
    }
}
