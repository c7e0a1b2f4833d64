using System.Runtime.Versioning;
using Oracle.ManagedChroma;
using Oracle.Testing;

namespace Oracle.Host.Tests.ManagedChroma;

[UnsupportedOSPlatform("windows")]
public sealed class ChromaFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempFolder temp = new();
    private readonly ChromaFolder folder;

    public ChromaFolderTests()
    {
        folder = new ChromaFolder(temp.Path);
        folder.Create();
    }

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Folders_and_record_are_for_their_owner_alone()
    {
        folder.Write(new ServerRecord(1, "a", 2));

        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Root));
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Data));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(folder.Root, "server.json")));
    }

    [Fact]
    public void The_last_record_written_is_the_one_read()
    {
        Assert.Null(folder.ReadRecord());
        folder.Write(new ServerRecord(1, "a", 2));
        folder.Write(new ServerRecord(3, "b", 4));

        Assert.Equal(new ServerRecord(3, "b", 4), folder.ReadRecord());
        Assert.Equal(["server.json"], Directory.GetFiles(folder.Root).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"pid":1,"started":null,"port":2}""")]
    [InlineData("""{"pid":1,"started":"a"}""")]
    [InlineData("""{"pid":0,"started":"a","port":2}""")]
    [InlineData("""{"pid":-1,"started":"a","port":2}""")]
    [InlineData("""{"pid":1,"started":"a","port":65536}""")]
    public void A_record_that_makes_no_sense_is_none(string json)
    {
        File.WriteAllText(Path.Combine(folder.Root, "server.json"), json);
        Assert.Null(folder.ReadRecord());
    }

    [Fact]
    public void A_log_over_ten_mebibytes_is_put_aside_and_one_old_one_is_kept()
    {
        File.WriteAllText(folder.Log + ".1", "older");
        File.WriteAllText(folder.Log, "a few words");
        Assert.Equal("a few words".Length, folder.BeginLog());
        Assert.True(File.Exists(folder.Log));

        using (var log = File.OpenWrite(folder.Log))
        {
            log.SetLength(10 * 1024 * 1024 + 1);
        }

        Assert.Equal(0, folder.BeginLog());
        Assert.False(File.Exists(folder.Log));
        Assert.Equal(10 * 1024 * 1024 + 1, new FileInfo(folder.Log + ".1").Length);
    }

    [Fact]
    public void The_last_words_are_of_this_start_without_colours_and_not_endless()
    {
        Assert.Equal("", folder.LastWords(0));
        File.WriteAllText(folder.Log, "an earlier start\n");
        var from = folder.BeginLog();
        Assert.Equal("", folder.LastWords(from));

        File.AppendAllText(folder.Log, "first\n\u001b no port left \n\n---\n");
        Assert.Equal("no port left", folder.LastWords(from));

        File.AppendAllText(folder.Log, "\nError: version `GLIBC_2.38' not found\n    at Module.load (loader:1266:32) {\n  code: 'ERR_DLOPEN_FAILED'\n}\n\nNode.js v20.20.2\n");
        Assert.Equal("Error: version `GLIBC_2.38' not found", folder.LastWords(from));

        File.AppendAllText(folder.Log, new string('x', 9_000));
        Assert.Equal(new string('x', 300) + "…", folder.LastWords(from));
    }
}
