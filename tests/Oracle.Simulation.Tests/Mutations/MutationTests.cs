using CsCheck;
using Xunit.Abstractions;

namespace Oracle.Simulation.Tests.Mutations;

/// <summary>The simulation is worth something only if it finds what is wrong: each of these must break a guarantee within 1,000 sequences.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Sequences = 1_000;

    [Fact]
    public Task A_settlement_of_a_revision_that_was_not_sent_is_found() => FindAsync(Mutation.WithoutCompareAndSet);

    [Fact]
    public Task An_ambiguous_outcome_taken_for_a_confirmation_is_found() => FindAsync(Mutation.WithoutSendingAgain);

    [Fact]
    public Task An_ambiguous_outcome_settled_by_reading_alone_is_found() => FindAsync(Mutation.WithReadingInPlaceOfSendingAgain);

    [Fact]
    public Task A_sweep_that_overlooks_rows_never_tried_is_found() => FindAsync(Mutation.WithoutNullCheck);

    [Fact]
    public Task A_deletion_without_tombstone_is_found() => FindAsync(Mutation.WithoutTombstone);

    [Fact]
    public Task Doubts_that_are_not_written_down_are_found() => FindAsync(Mutation.WithoutChecks);

    [Fact]
    public Task Doubts_that_are_never_read_back_are_found() => FindAsync(Mutation.WithoutReadingBack);

    private async Task FindAsync(Func<Seams, Seams> mutation)
    {
        for (var sequence = 1u; sequence <= Sequences; sequence++)
        {
            // The same sequences at every run.
            var operations = Operation.Sequence.Generate(new PCG(sequence, 1), min: null, out _);
            try
            {
                await Simulation.RunAsync(operations, mutation);
            }
            catch (Xunit.Sdk.XunitException found)
            {
                output.WriteLine($"Found after {sequence} sequences of {Sequences}: {found.Message}\n{Operation.Print(operations)}");
                return;
            }
        }

        Assert.Fail($"Not found within {Sequences} sequences.");
    }
}
