using CsCheck;
using Oracle.Application.Following;
using Oracle.Application.Indexing;
using Oracle.Documents;
using Oracle.Testing;
using Oracle.Vaults;

namespace Oracle.Host.Tests.Following;

/// <summary>
/// Random sequences of what people and programs do to a folder, followed by the product's pure decisions on a simulated disk at a simulated time.
/// CsCheck prints the seed of a failure and the shortest sequence it found; CsCheck_Seed repeats it.
/// </summary>
public sealed class SimulatedVaultTests
{
    private static readonly string[] Folders = ["", "a/", "a/b/", "c/"];

    [Fact]
    public void After_quiet_the_documents_are_those_of_the_files() =>
        Sequences().Sample(steps => Run(steps, new Deciders()), iter: LongRun.IsOn ? 100_000 : 2_000);

    public static TheoryData<string> Faults() => [.. FaultsByName.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_that_is_put_in_is_found(string fault)
    {
        var failure = Record.Exception(() => Sequences().Sample(steps => Run(steps, FaultsByName[fault]), iter: 4_000, threads: 1));

        Assert.NotNull(failure);
    }

    private static readonly Dictionary<string, Deciders> FaultsByName = new(StringComparer.Ordinal)
    {
        ["a stamp is its size and time alone"] = new Deciders
        {
            Plan = (known, listing, isUnsettled, now) => ScanPlan.Of([.. known.Select(file => Resembling(file, listing))], listing, isUnsettled, now),
        },
        ["nothing is held"] = new Deciders { Guard = (state, missed, _, now) => DeletionGuard.Decide(state, missed, isConfirmed: true, now) },
        ["one command that deletes many is many deletions"] = new Deciders { Plan = (known, listing, isUnsettled, now) => ScanPlan.Of(known, listing, isUnsettled, now) with { IsVanishing = false } },
        ["each listing is counted by itself"] = new Deciders
        {
            Guard = (state, missed, isConfirmed, now) => DeletionGuard.Decide(state with { VanishedAt = null }, missed, isConfirmed, now),
        },
        ["what is written to is read"] = new Deciders { Plan = (known, listing, _, now) => ScanPlan.Of(known, listing, _ => false, now) },
        ["an empty file counts at once"] = new Deciders
        {
            Act = (root, file, read, wishes, moves, at) => ReadAction.Of(
                root, file, read, read is VaultFile found ? wishes with { SeenEmpty = new Dictionary<string, FileStamp> { [found.Path] = found.Stamp } } : wishes, moves, at),
        },
        ["what was put off is forgotten"] = new Deciders
        {
            // And not found by a listing either, which would mend it.
            Ended = (root, _, listAt) => root.Ended([], listAt?.AddDays(1)),
        },
        ["what happens during a scan is forgotten"] = new Deciders
        {
            Next = (root, now) => root.Next(now) is (var next, { } scan) ? (Emptied(next), scan with { Unsettled = [] }) : root.Next(now),
        },
        ["a missing file is taken for gone wherever was looked"] = new Deciders
        {
            Plan = (known, listing, isUnsettled, now) => ScanPlan.Of(known, listing, isUnsettled, now) with { Gone = [.. known.Where(file => !listing.Files.ContainsKey(file.SourceFile))] },
        },
    };

    private static FileRecord Resembling(FileRecord file, IListing listing) =>
        listing.Files.TryGetValue(file.SourceFile, out var now) && file.Stamp.Split(':') is [var size, var modified, ..] && now.Stamp.ToString().StartsWith($"{size}:{modified}:", StringComparison.Ordinal)
            ? file with { Stamp = now.Stamp.ToString(), ReadAt = file.ReadAt > now.Stamp.ChangedAt.AddSeconds(1) ? file.ReadAt : now.Stamp.ChangedAt.AddSeconds(1) }
            : file;

    private static FollowedRoot Emptied(FollowedRoot root) => new FollowedRoot(root.Path, root.ListAt.AddDays(1)).Touch(root.Path, root.ListAt).Next(root.ListAt.AddYears(1)).Root;

    private static Gen<(bool IsLossy, Step[] Steps)> Sequences() => Gen.Select(Gen.Bool, Gen.Int[0, 60], StepGen.Array[1, 30], (isLossy, files, steps) => (isLossy, (Step[])[new Step(StepKind.Fill, files, 0, 0, 0), .. steps]));

    private static readonly Gen<Step> StepGen = Gen.Select(
        Gen.Frequency(
            (6, Gen.Const(StepKind.Write)), (4, Gen.Const(StepKind.Replace)), (2, Gen.Const(StepKind.Truncate)), (3, Gen.Const(StepKind.Grow)), (2, Gen.Const(StepKind.Restore)),
            (4, Gen.Const(StepKind.Delete)), (4, Gen.Const(StepKind.Rename)), (2, Gen.Const(StepKind.RenameFolder)), (1, Gen.Const(StepKind.DeleteFolder)), (1, Gen.Const(StepKind.DeleteMany)),
            (1, Gen.Const(StepKind.Case)), (1, Gen.Const(StepKind.Unmount)), (1, Gen.Const(StepKind.Mount)), (1, Gen.Const(StepKind.Overflow)), (1, Gen.Const(StepKind.Lose))),
        Gen.Int[0, 60], Gen.Int[0, 60], Gen.Int[0, 3], Gen.Frequency((5, Gen.Int[0, 600]), (3, Gen.Int[600, 8_000]), (1, Gen.Int[20_000, 90_000])),
        (kind, one, other, few, pause) => new Step(kind, one, other, few, pause));

    private static void Run((bool IsLossy, Step[] Steps) sequence, Deciders deciders)
    {
        var vault = new SimulatedVault(deciders, sequence.IsLossy);
        foreach (var step in sequence.Steps)
        {
            Do(vault, step);
            vault.Advance(TimeSpan.FromMilliseconds(step.Pause));
        }

        vault.AfterQuiet();
    }

    private static void Do(SimulatedVault vault, Step step)
    {
        var name = Name(step.One);
        switch (step.Kind)
        {
            case StepKind.Fill:
                for (var i = 0; i < step.One; i++)
                    vault.Write(Name(i), $"text of {i}");
                vault.Advance(TimeSpan.FromMinutes(2));
                break;
            case StepKind.Write:
                vault.Write(name, $"written {step.Other}");
                break;
            case StepKind.Replace:
                vault.Replace(name, $"saved {step.Other}");
                break;
            case StepKind.Truncate:
                vault.Write(name, "");
                vault.Advance(TimeSpan.FromMilliseconds(step.Few * 1_900));
                if (step.Other % 3 > 0)
                    vault.Write(name, $"after {step.Other}");
                break;
            case StepKind.Grow:
                for (var i = 0; i <= step.Few; i++)
                {
                    vault.Write(name, new string('g', (i * 10) + 1) + step.Other);
                    vault.Advance(TimeSpan.FromMilliseconds(150));
                }

                break;
            case StepKind.Restore:
                vault.Restore(name);
                break;
            case StepKind.Delete:
                vault.Delete(name);
                break;
            case StepKind.Rename:
                vault.Rename(name, Name(step.Other));
                break;
            case StepKind.RenameFolder:
                vault.RenameFolder("a", step.Few % 2 == 0 ? "d" : "c/e");
                break;
            case StepKind.DeleteFolder:
                vault.DeleteFolder(step.Few % 2 == 0 ? "a" : "c");
                break;
            case StepKind.DeleteMany:
                vault.DeleteMany(step.Other, TimeSpan.FromMilliseconds(step.Few switch { 0 => 900, 1 => 100, _ => 0 }));
                break;
            case StepKind.Case:
                vault.Rename(name, name.ToUpperInvariant());
                break;
            case StepKind.Unmount:
                vault.Unmount(step.Few > 0);
                break;
            case StepKind.Mount:
                vault.Mount();
                break;
            case StepKind.Overflow:
                vault.Overflow();
                break;
            case StepKind.Lose:
                vault.LossOfEvents = step.Few + 1;
                break;
        }
    }

    private static string Name(int i) => $"{Folders[i % Folders.Length]}n{i}.md";

    private enum StepKind
    {
        Fill, Write, Replace, Truncate, Grow, Restore, Delete, Rename, RenameFolder, DeleteFolder, DeleteMany, Case, Unmount, Mount, Overflow, Lose,
    }

    private sealed record Step(StepKind Kind, int One, int Other, int Few, int Pause);
}
