using Oracle.Cli;

namespace Oracle.Host.Tests.Cli;

public sealed class DataDirectoryTests
{
    private static readonly string Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    [Fact]
    public void The_option_stands_first_then_the_short_name_then_the_setting_then_the_default()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Oracle__DataDir"] = "/c" };
        string Resolve(string? option) => DataDirectory.Resolve(option, environment.GetValueOrDefault);

        Assert.Equal("/c", Resolve(null));
        environment["ORACLE_DATA_DIR"] = "/b";
        Assert.Equal("/b", Resolve(null));
        Assert.Equal("/a", Resolve("/a"));
        environment.Clear();
        Assert.Equal(Path.Combine(Home, ".oracle"), Resolve(null));
    }

    [Fact]
    public void An_empty_variable_is_no_setting() =>
        Assert.Equal(Path.Combine(Home, ".oracle"), DataDirectory.Resolve(null, _ => ""));

    [Fact]
    public void A_tilde_is_the_home_directory_and_only_at_the_beginning_of_a_path()
    {
        Assert.Equal(Path.Combine(Home, "x"), DataDirectory.Absolute("~/x"));
        Assert.Equal("/a/~/x", DataDirectory.Absolute("/a/~/x"));
        Assert.EndsWith("/~x", DataDirectory.Absolute("~x"));
    }
}
