using Oracle.Cli.Connecting;
using Oracle.ManagedChroma;

namespace Oracle.Cli.Doctor;

/// <summary>All checks. Looks only: starts no host and no server, and leaves nothing behind.</summary>
internal static class Examination
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(Invocation run, CancellationToken ct)
    {
        var directory = run.DataDirectory;
        var environment = run.Context.Environment;

        var file = HostFile.Read(directory);
        var hostLives = file is not null && RunningHost.Lives(file.Pid);
        var hostAnswers = hostLives && await RunningHost.AnswersAsync(file!.Address, HostConnection.Token(run.Context), ct);

        var glibc = OperatingSystem.IsLinux() ? GlibcCheck.Parse(await Programs.AskAsync("getconf", "GNU_LIBC_VERSION", ct)) : null;
        var fitting = GlibcCheck.Fitting(glibc);
        var source = ChromaSource.Of(environment, fitting);
        var node = source.Node is { } program ? await Programs.AskAsync(program, "--version", ct) : null;

        var chroma = ChromaAddress(source, directory);
        var chromaAnswers = chroma is not null && await Heartbeat.AnswersAsync(chroma, ct);

        return
        [
            DataDirectoryCheck.Look(directory),
            DiskSpaceCheck.Look(directory),
            DatabaseCheck.Look(directory, run.Context.Launcher.IsOfOracleV2),
            HostCheck.Judge(file, hostLives, hostAnswers),
            PortCheck.Look(environment, hostAnswers ? file!.Address.Port : null),
            ChromaSourceCheck.Judge(source, fitting),
            NodeCheck.Judge(node, source.NeedsPackage),
            GlibcCheck.Judge(glibc, source.NeedsPackage),
            ChromaServerCheck.Judge(chroma, chromaAnswers, isOurs: source.Url is null, hostAnswers),
        ];
    }

    private static Uri? ChromaAddress(ChromaSource source, string directory) =>
        source.Url is not null ? source.Address
        : ChromaProcess.LeftBehind(new ChromaFolder(directory).ReadRecord(), TimeProvider.System)?.Address;
}
