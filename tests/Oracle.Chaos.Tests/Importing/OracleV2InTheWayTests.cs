using Oracle.Testing;

namespace Oracle.Chaos.Tests.Importing;

/// <summary>A data directory that an Oracle V2 has.</summary>
public sealed class OracleV2InTheWayTests : IDisposable
{
    private readonly TempFolder _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_start_ends_and_not_a_byte_changes(bool isRunning)
    {
        Directory.CreateDirectory(_place["v2"]);
        var path = Path.Combine(_place["v2"], "oracle.db");
        // Of one that runs even the tables may be in the log alone.
        using var running = isRunning ? MadeV2.Open(path, MadeV2.Row("a", "text"), isWriteAhead: true) : null;
        if (!isRunning)
            MadeV2.Sample("may", path);
        var before = MadeV2.Bytes(_place["v2"]);

        var run = await OracleProcess.RunAsync(["stats", "--data-dir", _place["v2"]], new Uri("http://127.0.0.1:9"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"./oracle import oracle-v2 {path}", run.Error, StringComparison.Ordinal);
        Assert.Contains("--data-dir", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, MadeV2.Bytes(_place["v2"]));
    }
}
