using Dapper;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="ICollections" />
internal sealed class SqliteCollections(ISqliteSessions sessions) : ICollections
{
    public Task<string> StoreIdAsync() => sessions.ReadAsync(connection =>
        connection.ExecuteScalar<string>("select value from oracle_settings where name = 'store'")!);

    public Task<CollectionRecord?> AnsweringAsync() => sessions.ReadAsync(Answering);

    public Task SetAnsweringAsync(CollectionRecord collection) => PutAsync(collection, "kept");

    public Task<int> NextGenerationAsync() => sessions.WriteAsync(SqliteReindexing.NextGeneration);

    public Task ReplaceBrokenAsync(CollectionRecord next) => PutAsync(next, "retired");

    public Task<IReadOnlyList<CollectionRecord>> RetiredAsync() => sessions.ReadAsync(connection => InState(connection, "retired"));

    public Task ForgetAsync(CollectionRecord dropped) => sessions.WriteAsync(connection =>
    {
        if (connection.Execute("delete from oracle_collections where name = @Name and uuid = @Uuid and state <> 'answering'", dropped) == 0)
            return 0;
        SqliteReindexing.ForgetTarget(connection, dropped.Name);
        return SqliteReindexing.Purge(connection);
    });

    private Task PutAsync(CollectionRecord collection, string formerState) => sessions.WriteAsync(connection =>
    {
        connection.Execute(
            "update oracle_collections set state = @formerState where state = 'answering' and name <> @Name", new { formerState, collection.Name });
        return Put(connection, collection, "answering");
    });

    internal static int Put(Microsoft.Data.Sqlite.SqliteConnection connection, CollectionRecord collection, string state) => connection.Execute(
        """
        insert into oracle_collections (name, uuid, state, provider, model, dimension, space, generation, adopted, text_version, neighbours)
        values (@Name, @Uuid, @state, @Provider, @Model, @Dimension, @Space, @Generation, @IsAdopted, @TextVersion, @Neighbours)
        on conflict (name) do update set uuid = excluded.uuid, state = excluded.state, provider = excluded.provider,
            model = excluded.model, dimension = excluded.dimension, space = excluded.space,
            -- A re-index that has begun since the caller looked has raised it.
            generation = max(generation, excluded.generation), adopted = excluded.adopted, text_version = excluded.text_version, neighbours = excluded.neighbours,
            kept_since = null
        """,
        new
        {
            collection.Name, collection.Uuid, state, collection.Provider, collection.Model, collection.Dimension, collection.Space,
            collection.Generation, collection.IsAdopted, collection.TextVersion, collection.Neighbours,
        });

    internal static IReadOnlyList<CollectionRecord> InState(Microsoft.Data.Sqlite.SqliteConnection connection, string state) =>
        [.. connection.Query<CollectionRow>("select * from oracle_collections where state = @state order by kept_since desc", new { state }).Select(row => row.ToRecord())];

    internal static CollectionRecord? Find(Microsoft.Data.Sqlite.SqliteConnection connection, string name) =>
        connection.QueryFirstOrDefault<CollectionRow>("select * from oracle_collections where name = @name", new { name })?.ToRecord();

    internal static CollectionRecord? Answering(Microsoft.Data.Sqlite.SqliteConnection connection) =>
        connection.QueryFirstOrDefault<CollectionRow>("select * from oracle_collections where state = 'answering'")?.ToRecord();

    private sealed record CollectionRow
    {
        public string Name { get; init; } = "";

        public string Uuid { get; init; } = "";

        public string Provider { get; init; } = "";

        public string Model { get; init; } = "";

        public long Dimension { get; init; }

        public string Space { get; init; } = "";

        public long Generation { get; init; }

        public bool Adopted { get; init; }

        public long TextVersion { get; init; }

        public long Neighbours { get; init; }

        public CollectionRecord ToRecord() => new(Name, Uuid, Provider, Model, (int)Dimension, Space, (int)Generation, Adopted, (int)TextVersion, (int)Neighbours);
    }
}
