using System.Runtime.Versioning;
using Oracle.ManagedChroma;
using Oracle.Testing;

namespace Oracle.Host.Tests.ManagedChroma;

[UnsupportedOSPlatform("windows")]
public sealed class ChromaCommandTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_installed_package_runs_with_the_node_on_PATH_and_goes_before_a_chroma_on_PATH()
    {
        var (node, script) = (Executable("bin/node"), Put("package/node_modules/chromadb/dist/cli.mjs"));
        Executable("bin/chroma");

        var command = ChromaCommand.Find(folder["package"], folder["bin"])!;

        Assert.Equal(node, command.File);
        Assert.Equal([script], command.Arguments);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no-such-package")]
    [InlineData("package")]
    public void Without_a_package_or_without_node_to_run_it_a_chroma_on_PATH_is_taken(string? package)
    {
        Put("package/node_modules/chromadb/dist/cli.mjs");
        var chroma = Executable("bin/chroma");

        var command = ChromaCommand.Find(package is { Length: > 0 } ? folder[package] : package, $"{folder["nothing"]}:{folder["bin"]}")!;

        Assert.Equal(chroma, command.File);
        Assert.Empty(command.Arguments);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bin")]
    public void A_file_that_cannot_be_executed_is_not_taken(string? path)
    {
        Put("bin/chroma");
        Assert.Null(ChromaCommand.Find(package: null, path is { Length: > 0 } ? folder[path] : path));
    }

    private string Executable(string file)
    {
        var path = Put(file);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    private string Put(string file)
    {
        var path = folder[file];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        return path;
    }
}
