namespace Oracle.Simulation.Tests;

/// <summary>Time that only the simulation moves.</summary>
internal sealed class SimulatedTime
{
    private static readonly DateTimeOffset Start = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; private set; } = Start;

    public TimeSpan Elapsed => Now - Start;

    public void MoveTo(DateTimeOffset moment) => Now = moment > Now ? moment : Now;

    public void Move(TimeSpan by) => Now += by;
}
