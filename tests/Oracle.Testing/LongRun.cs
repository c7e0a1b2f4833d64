namespace Oracle.Testing;

/// <summary>Whether this is <c>./test --long</c>: full grids, both builds everywhere, large numbers.</summary>
public static class LongRun
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("ORACLE_TEST_LONG") == "1";
}
