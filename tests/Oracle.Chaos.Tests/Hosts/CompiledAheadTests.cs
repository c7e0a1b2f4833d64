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
        // tools/ahead/compile keeps it there, or a note that there is none for this machine.
        Skip.If(
            Directory.GetFiles(Repository.PathTo(".build", "ahead"), "none-*").Length > 0 && Directory.GetDirectories(Repository.PathTo(".build", "ahead"), "crossgen-*").Length == 0,
            ".NET's ahead-of-time compiler pack cannot be had here.");
        using var file = new PEReader(File.OpenRead(Path.Combine(Folder, name)));
        Assert.True(file.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0, $"{name} is to be compiled at run time.");
    }
}
