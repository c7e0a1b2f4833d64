using Xunit.Abstractions;

namespace Oracle.Simulation.Tests;

/// <summary>Whatever happens, in whatever order: the guarantees hold at every step, and once faults stop both stores agree.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    [Fact]
    public Task No_sequence_of_faults_breaks_a_guarantee() => Replayable.SampleAsync(
        operations => Simulation.RunAsync(operations), Replayable.Sequences(10_000, inTheLongRun: 200_000), output,
        $"{nameof(SimulationTests)}.{nameof(No_sequence_of_faults_breaks_a_guarantee)}");
}
