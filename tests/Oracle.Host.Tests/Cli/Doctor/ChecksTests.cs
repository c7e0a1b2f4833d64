using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;
using Oracle.Cli.Connecting;
using Oracle.Cli.Doctor;
using Oracle.Host.Startup;

namespace Oracle.Host.Tests.Cli.Doctor;

public sealed class ChecksTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oracle-doctor-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_data_directory_of_mode_0700_is_fine_and_nothing_is_left_in_it()
    {
        Assert.Equal(Verdict.Ok, DataDirectoryCheck.Look(folder).Verdict);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public void A_data_directory_that_others_can_read_is_worth_a_warning_with_the_command_that_mends_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes");
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead);

        var finding = DataDirectoryCheck.Look(folder);

        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Equal($"chmod 700 '{folder}'", finding.Remedy);
    }

    [Fact]
    public void A_data_directory_that_is_not_there_yet_is_fine_and_is_not_made()
    {
        var missing = Path.Combine(folder, "a", "b");

        Assert.Equal(Verdict.Ok, DataDirectoryCheck.Look(missing).Verdict);
        Assert.Equal(Verdict.Ok, DatabaseCheck.Look(missing, OracleV2InTheWay.Is).Verdict);
        Assert.NotEqual(Verdict.Fail, DiskSpaceCheck.Look(missing).Verdict);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void A_file_in_place_of_the_data_directory_must_be_mended()
    {
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");

        Assert.Equal(Verdict.Fail, DataDirectoryCheck.Look(file).Verdict);
    }

    [Fact]
    public void A_database_is_opened_and_its_schema_version_told()
    {
        using (var connection = new SqliteConnection($"Data Source={folder}/oracle.db;Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "pragma journal_mode = wal; create table t (x); pragma user_version = 3";
            command.ExecuteNonQuery();
        }

        var finding = DatabaseCheck.Look(folder, OracleV2InTheWay.Is);

        Assert.Equal(Verdict.Ok, finding.Verdict);
        Assert.Contains("schema version 3", finding.Found);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_Oracle_V2_database_is_told_and_nothing_appears_beside_it(bool isRunning)
    {
        var path = Path.Combine(folder, "oracle.db");
        var v2 = new SqliteConnection($"Data Source={path};Pooling=False");
        v2.Open();
        using (var command = v2.CreateCommand())
        {
            command.CommandText = "pragma journal_mode = wal; pragma wal_autocheckpoint = 0; create table __drizzle_migrations (id integer)";
            command.ExecuteNonQuery();
        }

        // Closed it leaves one file; while it runs its tables stand in the log alone.
        if (!isRunning)
            v2.Dispose();
        var before = Directory.GetFiles(folder).Order().Select(file => (file, new FileInfo(file).Length, File.GetLastWriteTimeUtc(file))).ToList();
        Assert.Equal(isRunning ? 3 : 1, before.Count);

        var finding = DatabaseCheck.Look(folder, OracleV2InTheWay.Is);

        Assert.Equal(before, Directory.GetFiles(folder).Order().Select(file => (file, new FileInfo(file).Length, File.GetLastWriteTimeUtc(file))));
        v2.Dispose();
        Assert.Equal((Verdict.Fail, $"{path} is the database of an Oracle V2"), (finding.Verdict, finding.Found));
        Assert.Contains($"./oracle import oracle-v2 {path}", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_is_none_must_be_mended()
    {
        File.WriteAllText(Path.Combine(folder, "oracle.db"), new string('x', 5000));

        Assert.Equal(Verdict.Fail, DatabaseCheck.Look(folder, OracleV2InTheWay.Is).Verdict);
    }

    [Fact]
    public void Only_a_host_that_lives_and_is_silent_is_worth_a_warning()
    {
        var file = new HostFile(4711, new Uri("http://127.0.0.1:47778"), DateTimeOffset.UnixEpoch);

        Assert.Equal(Verdict.Ok, HostCheck.Judge(null, lives: false, answers: false).Verdict);
        Assert.Contains("4711", HostCheck.Judge(file, lives: true, answers: true).Found);
        Assert.Equal(Verdict.Warn, HostCheck.Judge(file, lives: true, answers: false).Verdict);
        Assert.Equal(Verdict.Ok, HostCheck.Judge(file, lives: false, answers: false).Verdict);
    }

    [Fact]
    public void A_port_that_another_program_listens_on_must_be_mended_and_that_of_our_host_not()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        string? Setting(string name) => name == "ORACLE_PORT" ? $"{port}" : null;

        Assert.Equal(Verdict.Fail, PortCheck.Look(Setting, ours: null).Verdict);
        Assert.Equal(Verdict.Ok, PortCheck.Look(Setting, ours: port).Verdict);
        listener.Stop();
        Assert.Equal(Verdict.Ok, PortCheck.Look(Setting, ours: null).Verdict);
    }

    [Theory]
    [InlineData("eighty")]
    [InlineData("65536")]
    [InlineData("-1")]
    public void A_port_that_is_none_is_named(string port)
    {
        var finding = PortCheck.Look(name => name == "ORACLE_PORT" ? port : null, ours: null);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains($"'{port}'", finding.Found);
    }

    [Theory]
    [InlineData(50, "Fail")]
    [InlineData(500, "Warn")]
    [InlineData(5000, "Ok")]
    public void Little_disk_space_is_worth_a_warning_and_hardly_any_must_be_mended(long mebibytes, string verdict) =>
        Assert.Equal(verdict, DiskSpaceCheck.Judge("/d", mebibytes * 1024 * 1024).Verdict.ToString());

    [Theory]
    [InlineData("glibc 2.41", "current")]
    [InlineData("glibc 2.39", "current")]
    [InlineData("glibc 2.38", "compat")]
    [InlineData("glibc 2.34", "compat")]
    [InlineData("glibc 2.31", null)]
    [InlineData(null, "current")]
    public void The_build_of_Chroma_follows_the_C_library(string? printed, string? build) =>
        Assert.Equal(build, GlibcCheck.Fitting(GlibcCheck.Parse(printed)));

    [Fact]
    public void Too_old_a_C_library_matters_only_where_the_package_is_needed()
    {
        Assert.Equal(Verdict.Fail, GlibcCheck.Judge(new Version(2, 31), needsPackage: true).Verdict);
        Assert.Equal(Verdict.Ok, GlibcCheck.Judge(new Version(2, 31), needsPackage: false).Verdict);
    }

    [Theory]
    [InlineData(null, true, "Fail")]
    [InlineData("v18.20.0", true, "Fail")]
    [InlineData("v20.20.2", true, "Ok")]
    [InlineData("v22.0.0", true, "Ok")]
    [InlineData(null, false, "Ok")]
    public void Node_matters_only_where_the_package_is_needed(string? printed, bool needed, string verdict) =>
        Assert.Equal(verdict, NodeCheck.Judge(printed, needed).Verdict.ToString());

    [Theory]
    [InlineData("http://chroma:8000", "Ok")]
    [InlineData("chroma:8000", "Fail")]
    [InlineData("ftp://chroma", "Fail")]
    public void An_address_of_Chroma_is_checked_for_its_form(string url, string verdict) =>
        Assert.Equal(verdict, ChromaSourceCheck.Judge(new ChromaSource(url, null, null, null, null), "compat").Verdict.ToString());

    [Fact]
    public void Where_Chroma_comes_from_is_found_as_the_host_finds_it()
    {
        var package = Path.Combine(folder, "current");
        string? Environment(string name) => name switch { "PATH" => folder, "ORACLE_CHROMA_PACKAGE" => package, _ => null };
        Finding Judge(string fitting = "current") => ChromaSourceCheck.Judge(ChromaSource.Of(Environment, fitting), fitting);

        Assert.Equal("tools/chroma/install --build current", Judge().Remedy);

        Directory.CreateDirectory(Path.Combine(package, "node_modules", "chromadb", "dist"));
        File.WriteAllText(Path.Combine(package, "node_modules", "chromadb", "dist", "cli.mjs"), "");
        Assert.Equal("install Node.js 20 or newer", Judge().Remedy);

        Executable("node");
        Assert.Equal(Verdict.Ok, Judge().Verdict);
        Assert.Equal("tools/chroma/install --build compat", Judge("compat").Remedy);

        Directory.Delete(package, recursive: true);
        Executable("chroma");
        Assert.Equal($"{folder}/chroma on PATH", Judge().Found);
    }

    [Fact]
    public void A_silent_Chroma_must_be_mended_only_if_the_host_does_not_run_it_itself()
    {
        var address = new Uri("http://chroma:8000");

        Assert.Equal(Verdict.Ok, ChromaServerCheck.Judge(address, answers: true, isOurs: false, hostRuns: false).Verdict);
        Assert.Equal(Verdict.Fail, ChromaServerCheck.Judge(address, answers: false, isOurs: false, hostRuns: false).Verdict);
        Assert.Equal(Verdict.Warn, ChromaServerCheck.Judge(null, answers: false, isOurs: true, hostRuns: true).Verdict);
        Assert.Equal(Verdict.Ok, ChromaServerCheck.Judge(null, answers: false, isOurs: true, hostRuns: false).Verdict);
    }

    private void Executable(string name)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, "");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }
}
