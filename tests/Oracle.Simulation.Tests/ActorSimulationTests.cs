using Xunit.Abstractions;

namespace Oracle.Simulation.Tests;

/// <summary>The same through ChromaSyncActor: what the pure protocol keeps, the actor keeps too.</summary>
public sealed class ActorSimulationTests(ITestOutputHelper output)
{
    [Fact]
    public Task No_sequence_of_faults_breaks_a_guarantee() => Replayable.SampleAsync(
        (operations, tally) => Simulation.RunWithActorsAsync(operations, mutation: null, tally), Replayable.Sequences(500, inTheLongRun: 10_000), output,
        $"{nameof(ActorSimulationTests)}.{nameof(No_sequence_of_faults_breaks_a_guarantee)}", threads: 1);
}
