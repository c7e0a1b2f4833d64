using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Oracle.Application;
using Oracle.Host.Http.Guarding;
using Oracle.Host.Settings;
using Oracle.Host.Startup;

namespace Oracle.Host.Tests.Http;

public sealed class GuardingTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void Bodies_have_so_much_memory_together_and_give_it_back()
    {
        var memory = new BodyMemory(HttpLimits.Read(Settings(("Oracle:Http:BodyMemory", $"{64 * MiB}"))));
        using var one = memory.Of(new DefaultHttpContext());
        using var other = memory.Of(new DefaultHttpContext());
        one.Hold(40 * MiB);
        other.Hold(24 * MiB);
        Assert.Equal(FailureKind.TooMuch, Assert.Throws<RequestFailedException>(() => other.Hold(24 * MiB + 1)).Kind);
        // What was refused is not held.
        one.Hold(39 * MiB);
        other.Hold(25 * MiB);
        one.Dispose();
        other.Hold(64 * MiB);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("::1", "::1")]
    [InlineData(null, "255.255.255.255")]
    public void A_client_is_a_machine_or_the_network_whose_addresses_are_all_its_own(string? remote, string client) =>
        Assert.Equal(IPAddress.Parse(client), RequestLimits.ClientOf(remote is null ? null : IPAddress.Parse(remote)));

    [Theory]
    [InlineData("Limit  Soft\nMax open files            1024                 524288               files     \n", 1024)]
    [InlineData("Max open files            unlimited            unlimited            files     \n", long.MaxValue)]
    [InlineData("", long.MaxValue)]
    public void The_number_of_files_that_may_be_open_is_the_one_that_counts(string limits, long most) => Assert.Equal(most, OpenFiles.Of(limits));

    [Fact]
    public void A_log_line_is_one_line_of_text_whatever_stands_in_it()
    {
        using var written = new StringWriter();
        new LogLineFormatter(TimeProvider.System).Write(
            new LogEntry<string>(LogLevel.Warning, "Oracle", default, "a\u001b[2J\nb\u009bc\u202ed\u2028ง่าย 👩‍💻", new IOException("e\u0007\nf"), static (state, _) => state), null, written);
        var line = written.ToString();
        Assert.EndsWith(Environment.NewLine, line, StringComparison.Ordinal);
        Assert.Contains(@" warn: Oracle[0] a\u001b[2J\u000ab\u009bc\u202ed\u2028ง่าย 👩‍💻 System.IO.IOException: e\u0007 f", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_url_with_a_password_is_refused_and_the_password_not_repeated()
    {
        var refused = Assert.Throws<SettingException>(() => Settings(("Oracle:Chroma:Url", "http://user:canary@example.org")).OptionalHttpUrl("Oracle:Chroma:Url"));
        Assert.DoesNotContain("canary", refused.Message, StringComparison.Ordinal);
    }

    private static SettingReader Settings(params IEnumerable<(string Key, string Value)> settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
}
