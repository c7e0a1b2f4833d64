using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;

namespace Oracle.Documents.Tests;

/// <summary>One host a folder, for as long as it lives.</summary>
public sealed class DataDirectoryTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_folder_that_is_missing_is_made_with_those_above_it()
    {
        using var held = await HoldAsync(_temp["deep", "down"]);
        Assert.NotNull(held);
        Assert.Equal(_temp["deep", "down"], held.Path);
        Assert.True(Directory.Exists(held.Path));
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_folder_that_is_made_is_for_its_owner_only()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes.");
        using var held = await HoldAsync(_temp["data"]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_temp["data"]));
    }

    [Fact]
    public async Task A_relative_path_is_made_absolute()
    {
        using var held = await HoldAsync(Path.GetRelativePath(Environment.CurrentDirectory, _temp["data"]));
        Assert.Equal(_temp["data"], held!.Path);
    }

    [Fact]
    public async Task A_second_hold_is_refused_until_the_first_is_let_go()
    {
        var first = await HoldAsync(_temp["data"]);
        Assert.NotNull(first);
        Assert.Null(await HoldAsync(_temp["data"]));

        first.Dispose();
        using var second = await HoldAsync(_temp["data"]);
        Assert.NotNull(second);
    }

    [Fact]
    public async Task Two_folders_can_be_held_at_once()
    {
        using var one = await HoldAsync(_temp["one"]);
        using var other = await HoldAsync(_temp["other"]);
        Assert.NotNull(one);
        Assert.NotNull(other);
    }

    [SkippableFact]
    public async Task Another_process_sees_the_lock_while_it_is_held_and_not_after()
    {
        Skip.IfNot(File.Exists("/usr/bin/flock"), "needs flock(1)");
        using (await HoldAsync(_temp["data"]))
            Assert.Equal(1, await LockFromAnotherProcessAsync());
        Assert.Equal(0, await LockFromAnotherProcessAsync());
    }

    [Fact]
    public async Task A_host_that_is_just_stopping_is_waited_for()
    {
        var stopping = await HoldAsync(_temp["data"]);
        var starting = HoldAsync(_temp["data"], wait: TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(starting.IsCompleted);

        stopping!.Dispose();
        using var held = await PassTimeUntil(starting);
        Assert.NotNull(held);
    }

    [Fact]
    public async Task A_host_that_stays_is_waited_for_as_long_as_said_and_then_given_up()
    {
        using var staying = await HoldAsync(_temp["data"]);
        var began = _time.GetTimestamp();
        Assert.Null(await PassTimeUntil(HoldAsync(_temp["data"], wait: TimeSpan.FromSeconds(5))));
        Assert.InRange(_time.GetElapsedTime(began), TimeSpan.FromSeconds(5), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task The_waiting_can_be_ended()
    {
        using var staying = await HoldAsync(_temp["data"]);
        using var cancel = new CancellationTokenSource();
        var starting = DataDirectory.HoldAsync(_temp["data"], TimeSpan.FromSeconds(5), _time, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
    }

    [Fact]
    public async Task A_file_where_the_folder_should_be_is_an_error_and_nobody_who_holds_it()
    {
        await File.WriteAllTextAsync(_temp["data"], "in the way");
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => HoldAsync(_temp["data"]));
        Assert.Contains(_temp["data"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_file_that_cannot_be_opened_is_an_error_and_nobody_who_holds_it()
    {
        Directory.CreateDirectory(_temp["data", "oracle.lock"]);
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => HoldAsync(_temp["data"]));
        Assert.Contains(_temp["data"], error.Message, StringComparison.Ordinal);
    }

    private Task<DataDirectory?> HoldAsync(string path, TimeSpan wait = default) =>
        DataDirectory.HoldAsync(path, wait, _time, CancellationToken.None);

    private async Task<DataDirectory?> PassTimeUntil(Task<DataDirectory?> hold)
    {
        await Eventually.True(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return hold.IsCompleted;
        });
        return await hold;
    }

    private async Task<int> LockFromAnotherProcessAsync()
    {
        using var flock = Process.Start("/usr/bin/flock", ["--nonblock", _temp["data", "oracle.lock"], "true"]);
        await flock.WaitForExitAsync();
        return flock.ExitCode;
    }
}
