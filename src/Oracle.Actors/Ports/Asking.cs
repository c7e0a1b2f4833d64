using Akka.Actor;

namespace Oracle.Actors.Ports;

internal static class Asking
{
    /// <summary>Just started on a slow machine, actors that keep a journal read it for seconds before they answer anybody.</summary>
    public static readonly TimeSpan JournaledWithin = TimeSpan.FromSeconds(15);

    /// <exception cref="NotAnsweringException">Nobody answered in time; <paramref name="silence"/> says what that means.</exception>
    public static async Task<object> AskAsync(this IActorRef actor, object question, TimeSpan within, string silence, CancellationToken cancel = default)
    {
        try
        {
            return await actor.Ask<object>(question, within, cancel);
        }
        catch (AskTimeoutException)
        {
            throw new NotAnsweringException(silence);
        }
    }

    public static InvalidOperationException Unknown(object answer, string actor) => new($"{actor} answered {answer.GetType()}.");
}
