namespace Oracle.Cli.Doctor;

/// <summary>Which build of Chroma fits this machine's C library.</summary>
internal static class GlibcCheck
{
    public const string Current = "current";
    public const string Compat = "compat";

    private const string Name = "C library";

    // What the native bindings of the two pinned npm packages were built against.
    private static readonly Version CurrentNeeds = new(2, 39);
    private static readonly Version CompatNeeds = new(2, 34);

    /// <summary>glibc's version from what <c>getconf GNU_LIBC_VERSION</c> prints, or null where there is no glibc.</summary>
    public static Version? Parse(string? printed) =>
        printed?.Split(' ') is ["glibc", var number] && Version.TryParse(number, out var version) ? version : null;

    /// <summary>The folder of <c>tools/chroma</c> that fits, or null where none does.</summary>
    public static string? Fitting(Version? glibc) =>
        glibc is null || glibc >= CurrentNeeds ? Current : glibc >= CompatNeeds ? Compat : null;

    /// <param name="glibc">Null where there is no glibc, as on macOS.</param>
    /// <param name="needsPackage">Whether the server is to come from the npm package.</param>
    public static Finding Judge(Version? glibc, bool needsPackage) => Fitting(glibc) switch
    {
        null => new(Name, needsPackage ? Verdict.Fail : Verdict.Ok, $"glibc {glibc}: no packaged Chroma runs here (2.34 or newer is needed)",
            needsPackage ? "set CHROMA_URL to a Chroma server on another machine" : null),
        var build when glibc is null => new(Name, Verdict.Ok, $"not glibc; build '{build}' of Chroma"),
        var build => new(Name, Verdict.Ok, $"glibc {glibc}; build '{build}' of Chroma fits"),
    };
}
