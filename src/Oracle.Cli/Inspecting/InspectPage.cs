using Oracle.Api.Inspecting;
using Oracle.Cli.Output;

namespace Oracle.Cli.Inspecting;

/// <summary>What goes on inside a host, as lines of a terminal that is 80 columns wide.</summary>
internal static class InspectPage
{
    private const int Width = 80;
    private const int Step = 2;
    private const int MostTimers = 12;

    public static IEnumerable<string> Of(InspectAnswer answer) =>
    [
        .. Fields(answer).SelectMany(field => Folded.Of($"{field.Name,-10}", field.Value, Width)),
        "",
        "actors",
        .. answer.Actors.Where(actor => !IsOneOfMany(actor)).SelectMany(actor => Actor(actor, Step)),
        .. answer.Actors.Where(IsOneOfMany).GroupBy(actor => actor.Type, StringComparer.Ordinal).SelectMany(some => Folded.Of(new string(' ', Step), $"{some.Count():N0} × {some.Key}, idle", Width)),
        "",
        "timers",
        .. answer.Timers.Take(MostTimers).SelectMany(timer => Folded.Of(new string(' ', Step), Timer(timer, answer.At), Width)),
        .. answer.Timers.Count > MostTimers ? [$"  and {answer.Timers.Count - MostTimers} later ones; see --json"] : Array.Empty<string>(),
    ];

    private static IEnumerable<(string Name, string Value)> Fields(InspectAnswer answer)
    {
        var queues = answer.Queues;
        yield return ("circuit", Circuit(answer.Circuit, answer.At));
        yield return ("store", $"{Words.Count(queues.Store.Waiting, "write")} waiting, {queues.Store.UnderWay:N0} under way");
        yield return ("embedder", $"{Words.Count(queues.Embedder.Waiting, "text")} waiting, {queues.Embedder.UnderWay:N0} under way{(queues.Embedder.Since is { } since ? $" since {Words.When(since)}" : "")}");
        yield return ("outbox", queues.Outbox is { } outbox ? $"{Words.Count(outbox.Pending, "document")} pending, {outbox.Due:N0} of them due" : "SQLite does not answer");
        foreach (var scan in answer.Scans)
        {
            var far = scan is { Files: { } files, Found: { } found } ? $", {files:N0} of {Words.Count(found, "file")}" : "";
            yield return ("scan", $"{scan.Kind} {string.Join(", ", scan.Of)}{far}{(scan.Since is { } began ? $", since {Words.When(began)}" : "")}");
        }
        yield return ("taken", $"{Words.When(answer.At)}, in {answer.TookMs:N0} ms");
    }

    private static string Circuit(CircuitBlock circuit, DateTimeOffset at)
    {
        var since = circuit.Since is { } moment ? $" since {Words.When(moment)}" : "";
        var probe = circuit.NextProbe is { } next ? $", next probe in {Seconds(next - at)}" : "";
        return $"{(circuit.State == "halfOpen" ? "half open" : circuit.State)}{since}{probe}{(circuit.Reason is { } reason ? $": {reason}" : "")}";
    }

    // Each client that listens to events has an actor without a name: of those that do nothing their number is enough.
    private static bool IsOneOfMany(ActorBlock actor) =>
        actor is { Answers: true, Mailbox: 0, Restarts: 0, LastFailure: null, Children.Count: 0, State: "idle" } && actor.Path.Contains("/$", StringComparison.Ordinal);

    private static IEnumerable<string> Actor(ActorBlock actor, int indent)
    {
        var (name, inside) = (new string(' ', indent), new string(' ', indent + Step));
        string?[] figures =
        [
            actor.Mailbox > 0 ? $"mailbox {actor.Mailbox:N0}" : null,
            actor.Restarts > 0 ? $"restarts {actor.Restarts:N0}" : null,
            actor.SequenceNumber is { } number ? $"sequence number {number:N0}" : null,
        ];
        return
        [
            .. Folded.Of(name, string.Join(", ", figures.OfType<string>().Prepend($"{actor.Path[(actor.Path.LastIndexOf('/') + 1)..]} ({actor.Type})")), Width),
            .. Folded.Of(inside, actor.State, Width),
            .. actor.LastFailure is { } failure ? Folded.Of(inside, $"failed {Words.When(failure.At)}: {failure.What}", Width) : [],
            .. actor.Children.SelectMany(child => Actor(child, indent + Step)),
        ];
    }

    private static string Timer(TimerBlock timer, DateTimeOffset at) =>
        $"in {Seconds(timer.Due - at)}{(timer.EverySeconds is { } every ? $", every {Seconds(TimeSpan.FromSeconds(every))}" : "")}: {timer.Name}, {timer.Actor}";

    private static string Seconds(TimeSpan span) =>
        span.TotalSeconds < 10 ? $"{Math.Max(0, span.TotalSeconds):0.#} s" : span.TotalMinutes < 2 ? $"{span.TotalSeconds:0} s" : span.TotalHours < 2 ? $"{span.TotalMinutes:0} min" : $"{span.TotalHours:0} h";
}
