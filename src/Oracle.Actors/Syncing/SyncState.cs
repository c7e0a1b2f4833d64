using Oracle.Actors.Inspecting;

namespace Oracle.Actors.Syncing;

/// <summary>What ChromaSyncActor does, for a person.</summary>
/// <param name="Circuit">Whether Chroma is written to.</param>
/// <param name="CircuitSince">Since when it is closed, open or half open.</param>
/// <param name="Work">What is under way.</param>
/// <param name="EmbedderTrouble">Why documents get no vectors; null: they do.</param>
internal sealed record SyncState(Circuit Circuit, DateTimeOffset? CircuitSince, SyncWork Work, string? EmbedderTrouble) : IActorState
{
    /// <summary>The timer of the next probe of Chroma.</summary>
    public const string ProbeTimer = "ProbeDue";

    /// <summary>The timer of the next question to an embedder in trouble.</summary>
    public const string EmbedderTimer = "EmbedderRetryDue";

    /// <summary>Before its first message.</summary>
    public static readonly SyncState Starting = new(Circuit.Starting, null, new SyncWork.None(), null);

    /// <summary>The state after this one.</summary>
    public SyncState Next(Circuit circuit, SyncWork work, string? embedderTrouble, DateTimeOffset now) =>
        new(circuit, CircuitSince is { } since && circuit.State == Circuit.State ? since : now, work, embedderTrouble);

    /// <inheritdoc />
    public string InWords(Glance glance)
    {
        var work = Work switch
        {
            SyncWork.Sending(var number, var documents) => $"sending batch {number:N0} of {documents:N0} document{(documents == 1 ? "" : "s")}",
            SyncWork.Preparing when glance.Embedder is { UnderWay: > 0 and var texts, Since: { } since } =>
                $"waiting for the embedder, which is at {texts:N0} text{(texts == 1 ? "" : "s")} for {Spans.Of(glance.Now - since)}",
            SyncWork.Preparing => "preparing the next batch",
            SyncWork.Other(var words) => words,
            _ => null,
        };
        if (Circuit.State == CircuitState.Open)
        {
            var probe = glance.Until(ProbeTimer) is { } until ? $"next probe in {Spans.Of(until)}" : "probing now";
            return $"circuit open{(CircuitSince is { } since ? $" since {Spans.At(since)}" : "")}, {probe}: {Circuit.Reason}{(work is null ? "" : $"; {work}")}";
        }

        if (EmbedderTrouble is not null)
        {
            var again = glance.Until(EmbedderTimer) is { } until ? $"asked again in {Spans.Of(until)}" : "being asked";
            return $"waiting for the embedder, {again}: {EmbedderTrouble}{(work is null ? "" : $"; {work}")}";
        }

        return work ?? (Circuit.State == CircuitState.HalfOpen ? "waiting to hear from Chroma" : "idle");
    }
}
