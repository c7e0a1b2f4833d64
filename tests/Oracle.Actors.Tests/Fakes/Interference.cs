namespace Oracle.Actors.Tests.Fakes;

/// <summary>What a test does to the calls of a seam, by the method's name. What it throws is what the caller sees; what it awaits holds the call.</summary>
internal sealed class Interference
{
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Done when the call was, before its answer is handed over.</summary>
    public Func<string, Task> After { get; set; } = _ => Task.CompletedTask;
}
