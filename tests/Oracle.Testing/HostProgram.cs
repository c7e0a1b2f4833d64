using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Oracle.Testing;

/// <summary>The program that <c>./oracle</c> runs and processes of tests are.</summary>
public static class HostProgram
{
    private static readonly EnumerationOptions AnyCase = new() { MatchCasing = MatchCasing.CaseInsensitive };

    /// <summary>Its <c>oracle.dll</c>, of the same build as the product that this test process has loaded.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        var program = Repository.PathTo(".build", "host", "oracle.dll");
        // An editor that builds and runs tests makes no program.
        if (!File.Exists(program) || Directory.GetFiles(AppContext.BaseDirectory, "oracle*.dll", AnyCase).Any(IsOther))
            throw new InvalidOperationException($"{program} is not what was built last. Run './oracle --version' first, or ./test.");
        return program;
    }

    // Of the product's assemblies; those of tests are in no program.
    private static bool IsOther(string assembly) =>
        Repository.PathTo(".build", "host", System.IO.Path.GetFileName(assembly)) is var other && File.Exists(other) && Version(other) != Version(assembly);

    // The compiler gives each build of other sources a number of its own; compiling ahead keeps it.
    private static Guid Version(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
