namespace Oracle.Testing;

/// <summary>The two Chroma builds every promise is tested against.</summary>
public enum ChromaBuild
{
    /// <summary>Chroma 1.0.0, for Linux x64 with glibc 2.34 or newer.</summary>
    Compat,

    /// <summary>Chroma 1.4.4, for glibc 2.39 or newer; on an older Debian it runs beside a newer libc.</summary>
    Current,
}

/// <summary>Theory data: <c>[SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]</c>.</summary>
public static class ChromaBuilds
{
    public static TheoryData<ChromaBuild> All { get; } = [ChromaBuild.Compat, ChromaBuild.Current];

    /// <summary>
    /// For what does not depend on the build: the one that loads on this machine as it is, and both in the long run. Where the
    /// build can matter, in the client's tests, the main job, kills, audits and re-indexing, it is <see cref="All"/>.
    /// </summary>
    public static TheoryData<ChromaBuild> NativeUnlessLong { get; } = LongRun.IsOn ? All : [Native];

    /// <summary>The build that loads on this machine as it is.</summary>
    public static ChromaBuild Native => ChromaCommand.LoadsCurrent ? ChromaBuild.Current : ChromaBuild.Compat;

    /// <summary>The one that needs help here, or none at all.</summary>
    public static ChromaBuild Other => Native == ChromaBuild.Current ? ChromaBuild.Compat : ChromaBuild.Current;
}
