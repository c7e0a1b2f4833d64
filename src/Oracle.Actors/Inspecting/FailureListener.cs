using Akka.Actor;
using Akka.Event;
using Oracle.Actors.Ports;

namespace Oracle.Actors.Inspecting;

/// <summary>Hears what actors log as an error, and what their supervisors log of them when they throw.</summary>
internal sealed class FailureListener : ReceiveActor
{
    private const int MostCharacters = 1_000;

    /// <param name="failed">Told of each, with the path of the actor.</param>
    public FailureListener(Action<string, ActorFailure> failed) => Receive<Error>(error =>
    {
        if (PathOf(error.LogSource) is { } path)
            failed(path, new ActorFailure(new DateTimeOffset(error.Timestamp, TimeSpan.Zero), Words(error)));
    });

    /// <summary>The path in a log entry's source; null: it is of no actor.</summary>
    internal static string? PathOf(string source)
    {
        var begin = source.IndexOf("akka://", StringComparison.Ordinal);
        if (begin < 0 || source.IndexOf('/', begin + "akka://".Length) is not (> 0 and var slash))
            return null;
        var path = source[slash..].TrimEnd(']');
        return path.IndexOf('#', StringComparison.Ordinal) is >= 0 and var number ? path[..number] : path;
    }

    // What actors say of a cause names it already; a supervisor's entry is of the outermost exception, which often only wraps another.
    private static string Words(Error error)
    {
        var words = error.Message?.ToString() ?? "";
        if (error.Cause?.GetBaseException().Message is { } cause && !words.Contains(cause, StringComparison.Ordinal))
            words = $"{words} {cause}".Trim();
        return words.Length > MostCharacters ? words[..MostCharacters] : words;
    }
}
