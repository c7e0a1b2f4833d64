using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Oracle.Testing;

/// <summary>The program that <c>./oracle</c> runs and processes of tests are.</summary>
public static class HostProgram
{
    /// <summary>Its <c>oracle.dll</c>, of the same build as the product that this test process has loaded.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        var program = Repository.PathTo(".build", "host", "oracle.dll");
        // An editor that builds and runs tests makes no program.
        if (!File.Exists(program) || Version(program) != Version(System.IO.Path.Combine(AppContext.BaseDirectory, "oracle.dll")))
            throw new InvalidOperationException($"{program} is not what was built last. Run './oracle --version' first, or ./test.");
        return program;
    }

    // The compiler gives each build of other sources a number of its own; compiling ahead keeps it.
    private static Guid Version(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
