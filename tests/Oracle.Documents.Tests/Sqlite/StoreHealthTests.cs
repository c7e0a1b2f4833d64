using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Sqlite;

namespace Oracle.Documents.Tests.Sqlite;

/// <summary>What health is told of a store that refuses writes: what a write of some size would meet now.</summary>
public sealed class StoreHealthTests
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_write_that_finds_nothing_to_write_does_not_make_a_full_disk_well()
    {
        var disk = new FullDisk();
        await using var health = await RefusedAsync(disk);

        Assert.Equal(0, await health.WriteAsync(connection => connection.Execute("update oracle_settings set value = 'x' where name = 'absent'")));

        Assert.Equal(FullDisk.Reason, await health.TroubleAsync(LongEnough));
    }

    [Fact]
    public async Task A_disk_with_room_again_is_well_without_a_write_from_outside()
    {
        var disk = new FullDisk();
        await using var health = await RefusedAsync(disk);
        disk.IsFull = false;

        Assert.Null(await health.TroubleAsync(LongEnough));
        Assert.Equal(0, await health.ReadAsync(connection => connection.ExecuteScalar<int>("select count(*) from oracle_settings")));
    }

    private static async Task<StoreHealth> RefusedAsync(FullDisk disk)
    {
        var health = new StoreHealth(disk);
        disk.IsFull = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => health.WriteAsync(
            connection => connection.Execute("insert into oracle_settings (name, value) values ('a', 'b')")));
        return health;
    }

    /// <summary>Takes a write that changes no row however full it is, as SQLite does.</summary>
    private sealed class FullDisk : ISqliteSessions
    {
        public const string Reason = "The disk is full; nothing was stored.";

        private readonly SqliteConnection _connection = new("Data Source=:memory:");

        public FullDisk()
        {
            _connection.Open();
            _connection.Execute("create table oracle_settings (name text primary key, value text not null)");
        }

        public bool IsFull { get; set; }

        public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read) => Task.FromResult(read(_connection));

        public async Task<T> WriteAsync<T>(Func<SqliteConnection, T> write)
        {
            await using var transaction = await _connection.BeginTransactionAsync();
            var before = Changes();
            var result = write(_connection);
            if (IsFull && Changes() > before)
                throw new StoreUnavailableException(Reason);
            await transaction.CommitAsync();
            return result;
        }

        public ValueTask DisposeAsync() => _connection.DisposeAsync();

        private long Changes() => _connection.ExecuteScalar<long>("select total_changes()");
    }
}
