using CsCheck;

namespace Oracle.Simulation.Tests;

/// <summary>One thing that happens: what people do, what the engine does, and what goes wrong.</summary>
internal abstract record Operation
{
    /// <summary>So few documents that they meet again and again.</summary>
    public const int Ids = 6;

    private const int TextCount = 6;

    private static readonly Gen<int> Id = Gen.Int[0, Ids - 1];

    // Within the promise of 20 minutes: before the first check, between the two, or hardly later than at once.
    private static readonly Gen<int> Lateness = Gen.Frequency((2, Gen.Int[0, 4]), (3, Gen.Int[5, 34]), (4, Gen.Int[36, 1_190]));

    private static readonly Gen<Fate> AnyFate = Gen.Select(
        Gen.Frequency(
            (2, Gen.Const(FateKind.Lost)), (3, Gen.Const(FateKind.AnswerLost)), (6, Gen.Const(FateKind.Late)), (2, Gen.Const(FateKind.AnswerLostAndLate)),
            (2, Gen.Const(FateKind.Overtaken)), (1, Gen.Const(FateKind.Refused)), (1, Gen.Const(FateKind.RefusedAndLate)), (1, Gen.Const(FateKind.Twice))),
        Lateness, Gen.Bool, (kind, seconds, isTimeout) => new Fate(kind, seconds, isTimeout));

    // Some sequences are mostly about late writes, some about what others do to Chroma, some about ends and beginnings.
    public static readonly Gen<Operation[]> Sequence = Gen.OneOf(
        Mix(faults: 6, others: 1, ends: 2).Array[1, 50], Mix(faults: 1, others: 4, ends: 1).Array[1, 50], Mix(faults: 3, others: 1, ends: 6).Array[1, 50]);

    private static Gen<Operation> Mix(int faults, int others, int ends) => Gen.Frequency(
        (6, Gen.Select(Id, Gen.Int[0, TextCount - 1]).Array[1, 3].Select(drafts => (Operation)new Accept(drafts))),
        (3, Id.Select(id => (Operation)new Delete(id))),
        (2, Gen.Select(Id, Gen.Int[0, TextCount - 1], (id, text) => (Operation)new DeleteAndAdd(id, text))),
        (1, Gen.Select(Id, Gen.Int[0, 50], (id, minutes) => (Operation)new Outside(id, minutes))),
        (8, Gen.Int[1, 4].Select(steps => (Operation)new Work(steps))),
        (5, Gen.Frequency((4, Gen.Int[0, 5]), (3, Gen.Int[6, 90]), (1, Gen.Int[91, 1_300])).Select(seconds => (Operation)new Pass(seconds))),
        (1, Gen.Const((Operation)new Sweep())),
        (1, Gen.Const((Operation)new Retry())),
        (faults, Gen.Select(AnyFate, Gen.Int[1, 3], (fate, writes) => (Operation)new Fail(fate, writes))),
        (1, Gen.Int[1, 2].Select(reads => (Operation)new FailReads(reads))),
        (1, Gen.Const((Operation)new Outage())),
        (others, Gen.OneOf(Gen.Const((Operation)new Copy()), Gen.Const((Operation)new Restore()))),
        (others, Gen.OneOf(Gen.Const((Operation)new Empty()), Gen.Const((Operation)new Drop()), Gen.Const((Operation)new Copy()), Gen.Const((Operation)new Restore()))),
        (ends, Gen.OneOf(Gen.Const((Operation)new Crash()), Gen.Const((Operation)new Crash()), Gen.Const((Operation)new Stop()))));

    public static string Print(Operation[] operations) => string.Join('\n', operations.Select(operation => $"  {operation}"));
}

/// <summary>People write documents. The last text is one that Chroma refuses.</summary>
internal sealed record Accept((int Id, int Text)[] Drafts) : Operation
{
    public override string ToString() => $"Accept {string.Join(", ", Drafts.Select(draft => $"{draft.Id}=text {draft.Text}"))}";
}

internal sealed record Delete(int Id) : Operation;

internal sealed record DeleteAndAdd(int Id, int Text) : Operation;

/// <summary>Another program adds a row that was never tried and is not due yet.</summary>
internal sealed record Outside(int Id, int MinutesAhead) : Operation;

/// <summary>The engine goes on so many steps; what follows meets it in between.</summary>
internal sealed record Work(int Steps) : Operation;

/// <summary>Time goes by, and the engine works.</summary>
internal sealed record Pass(int Seconds) : Operation;

/// <summary>What becomes of the next writes.</summary>
internal sealed record Fail(Fate Fate, int Writes) : Operation;

internal sealed record FailReads(int Reads) : Operation;

/// <summary>Chroma goes away, or comes back.</summary>
internal sealed record Outage : Operation;

/// <summary>Somebody copies Chroma's data.</summary>
internal sealed record Copy : Operation;

/// <summary>Somebody stops Chroma and starts it again on the copy.</summary>
internal sealed record Restore : Operation;

/// <summary>Somebody deletes all records.</summary>
internal sealed record Empty : Operation;

/// <summary>Somebody drops the collection.</summary>
internal sealed record Drop : Operation;

/// <summary>The host is killed and starts again.</summary>
internal sealed record Crash : Operation;

/// <summary>The host stops in order and starts again.</summary>
internal sealed record Stop : Operation;

internal sealed record Sweep : Operation;

/// <summary>Somebody retries what is quarantined.</summary>
internal sealed record Retry : Operation;

/// <summary>What becomes of one write.</summary>
/// <param name="Kind">What.</param>
/// <param name="Seconds">How long after the answer it lands, where it lands late.</param>
/// <param name="IsTimeout">True: the answer that tells nothing takes 30 s.</param>
internal sealed record Fate(FateKind Kind, int Seconds, bool IsTimeout);

internal enum FateKind
{
    /// <summary>Never applied, and nobody knows.</summary>
    Lost,

    /// <summary>Applied, and nobody knows.</summary>
    AnswerLost,

    /// <summary>Held back on the way and applied later.</summary>
    Late,

    /// <summary>Applied, and again later.</summary>
    AnswerLostAndLate,

    /// <summary>Held back, and applied just behind the next write of one of its documents, before that one is answered.</summary>
    Overtaken,

    /// <summary>Chroma asks to be left alone, and has done nothing.</summary>
    Refused,

    /// <summary>Chroma asks to be left alone, and does it later all the same.</summary>
    RefusedAndLate,

    /// <summary>Delivered twice, one right after the other, and confirmed.</summary>
    Twice,
}
