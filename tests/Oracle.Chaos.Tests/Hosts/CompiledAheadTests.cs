using System.Reflection.PortableExecutable;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Hosts;

/// <summary>What <c>./oracle</c> runs, and the processes of tests with it, is machine code.</summary>
public sealed class CompiledAheadTests
{
    private static readonly string Folder = Path.GetDirectoryName(HostProgram.Path)!;

    public static TheoryData<string> Assemblies =>
        [.. Directory.GetFiles(Folder, "Oracle.*.dll").Select(path => Path.GetFileName(path)), "oracle.dll", "Akka.dll", "Akka.Persistence.dll", "Microsoft.Data.Sqlite.dll", "Dapper.dll"];

    [SkippableTheory, MemberData(nameof(Assemblies))]
    public void An_assembly_of_the_program_holds_machine_code(string name)
    {
        // tools/ahead/compile leaves an empty note where there is no compiler for this machine.
        Skip.If(
            Directory.GetFiles(Repository.PathTo(".build", "ahead"), "compiler-*").All(note => string.IsNullOrWhiteSpace(File.ReadAllText(note))),
            ".NET's ahead-of-time compiler cannot be had here.");
        using var file = new PEReader(File.OpenRead(Path.Combine(Folder, name)));
        Assert.True(file.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0, $"{name} is to be compiled at run time.");
    }
}
