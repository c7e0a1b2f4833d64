using CsCheck;
using Oracle.Api;

namespace Oracle.Host.Tests.Cli;

public sealed class DurationTests
{
    [Theory]
    [InlineData("30s", 30)]
    [InlineData("10m", 600)]
    [InlineData("2h", 7200)]
    [InlineData("1.5m", 90)]
    [InlineData("0s", 0)]
    [InlineData("00:10:00", 600)]
    [InlineData("1.00:00:00", 86400)]
    [InlineData("168h", 604800)]
    public void A_length_of_time_is_read(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.TryParse(text));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("10")]
    [InlineData("-1s")]
    [InlineData("-00:10:00")]
    [InlineData("10 m")]
    [InlineData("10min")]
    [InlineData("1e9s")]
    [InlineData("169h")]
    [InlineData("8.00:00:00")]
    [InlineData("99999999999999999999999999h")]
    [InlineData("NaNs")]
    [InlineData("1,5m")]
    public void What_is_no_length_of_time_or_too_long_is_refused(string text) => Assert.Null(Duration.TryParse(text));

    [Fact]
    public void No_text_makes_it_throw_or_leave_its_range() =>
        Gen.String[Gen.Char["0123456789.:smhd-+ e,"], 0, 12].Sample(text =>
            Duration.TryParse(text) is not { } time || (time >= TimeSpan.Zero && time <= Duration.Longest));
}
