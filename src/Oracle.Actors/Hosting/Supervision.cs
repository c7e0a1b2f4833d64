using Akka.Actor;
using Akka.Configuration;
using Akka.Pattern;

namespace Oracle.Actors.Hosting;

/// <summary>
/// The one place that says how actors are brought back: with the backoff of <c>oracle.supervision</c> in
/// <c>hocon/supervision.conf</c>. Only the unknown gets here; expected failures are messages.
/// </summary>
internal static class Supervision
{
    private const int Always = -1;

    /// <summary>A supervisor that starts the child again after it threw.</summary>
    public static Props OnFailure(Config config, Props child, string name) =>
        BackoffSupervisor.Props(Backoff.OnFailure(
            child, name, Min(config), Max(config), RandomFactor(config), Always));

    /// <summary>A supervisor that starts the child again after it stopped, as persistent actors do when the journal fails.</summary>
    public static Props OnStop(Config config, Props child, string name) =>
        BackoffSupervisor.Props(Backoff.OnStop(
            child, name, Min(config), Max(config), RandomFactor(config), Always));

    private static TimeSpan Min(Config config) => config.GetTimeSpan("oracle.supervision.min-backoff");

    private static TimeSpan Max(Config config) => config.GetTimeSpan("oracle.supervision.max-backoff");

    private static double RandomFactor(Config config) => config.GetDouble("oracle.supervision.random-factor");
}
