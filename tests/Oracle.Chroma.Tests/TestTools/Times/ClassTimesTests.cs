using Oracle.Testing;
using Oracle.Testing.Times;

namespace Oracle.Chroma.Tests.TestTools.Times;

/// <summary>What the classes of <c>./test</c> took goes to the class that took it.</summary>
public sealed class ClassTimesTests(ClassTimesTests.Fixture fixture) : IClassFixture<ClassTimesTests.Fixture>, IAsyncLifetime
{
    private readonly string? _inConstructor = ClassTimes.RunningClass;
    private string? _inInitialize;

    public async Task InitializeAsync()
    {
        await Task.Yield();
        _inInitialize = ClassTimes.RunningClass;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_running_class_is_known_in_fixtures_and_tests_on_whatever_thread()
    {
        await Task.Delay(1);
        var inPool = await Task.Run(static () => ClassTimes.RunningClass);

        Assert.All([fixture.InFixture, _inConstructor, _inInitialize, inPool], known => Assert.Equal(GetType().FullName, known));
    }

    [Fact]
    public async Task A_child_is_in_the_control_group_of_its_class_where_there_is_one()
    {
        using var folder = new TempFolder();
        using var child = await ChildProcess.StartAsync(["cat", "/proc/self/cgroup"], folder["group"], folder["error"]);
        await child.WaitForExitAsync();

        var group = GroupIn(await File.ReadAllTextAsync(folder["group"]));
        if (ClassTimes.ChildrenOfClass is { } children)
            Assert.EndsWith(group, Path.GetDirectoryName(children), StringComparison.Ordinal);
        else
            Assert.Equal(GroupIn(await File.ReadAllTextAsync("/proc/self/cgroup")), group);
    }

    // cgroup v2 has one line of its own: 0::/where/it/is
    private static string GroupIn(string cgroups) => cgroups.Split('\n').FirstOrDefault(static line => line.StartsWith("0::", StringComparison.Ordinal), "0::")[3..];

    public sealed class Fixture
    {
        public string? InFixture { get; } = ClassTimes.RunningClass;
    }
}
