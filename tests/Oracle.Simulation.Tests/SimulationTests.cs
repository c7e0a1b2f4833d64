using Xunit.Abstractions;

namespace Oracle.Simulation.Tests;

/// <summary>Whatever happens, in whatever order: the guarantees hold at every step, and once faults stop both stores agree.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    [Fact]
    public Task No_sequence_of_faults_breaks_a_guarantee() => Replayable.SampleAsync(
        operations => Simulation.RunAsync(operations), Replayable.Sequences(10_000, inTheLongRun: 200_000), output,
        $"{nameof(SimulationTests)}.{nameof(No_sequence_of_faults_breaks_a_guarantee)}");

    [Fact]
    public async Task A_record_without_a_row_is_not_hidden_by_a_document_that_Chroma_refuses() => await Simulation.RunAsync(
        [new Pass(1), new Accept([(0, 0)]), new Pass(5), new Copy(), new Delete(0), new Accept([(1, Texts.Poisoned)]), new Pass(5), new Restore()]);
}
