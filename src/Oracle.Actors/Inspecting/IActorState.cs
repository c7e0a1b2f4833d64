using Oracle.Embeddings;

namespace Oracle.Actors.Inspecting;

/// <summary>What an actor does, as an immutable value that becomes words only when somebody looks.</summary>
internal interface IActorState
{
    /// <summary>In words, as of the moment of looking.</summary>
    string InWords(Glance glance);
}

/// <summary>The moment of looking.</summary>
/// <param name="Now">When.</param>
/// <param name="Embedder">What the embedder is at.</param>
/// <param name="Due">When the actor's timers are due, by their names.</param>
internal sealed record Glance(DateTimeOffset Now, EmbedderReading Embedder, IReadOnlyDictionary<string, DateTimeOffset> Due)
{
    /// <summary>How long until a timer is due; null: it does not run.</summary>
    public TimeSpan? Until(string timer) => Due.TryGetValue(timer, out var at) ? at - Now : null;
}

/// <summary>A state that is the same words at any moment.</summary>
internal sealed record Said(string Words) : IActorState
{
    /// <summary>Nothing is under way.</summary>
    public static readonly Said Idle = new("idle");

    /// <inheritdoc />
    public string InWords(Glance glance) => Words;
}
