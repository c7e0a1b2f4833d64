using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IRoots" />
internal sealed class SqliteRoots(ISqliteSessions sessions) : IRoots
{
    // Who created a document whose root was forgotten: no file replaces it any more.
    private const string Kept = "kept";

    public Task<Root> ForAsync(string path, string realPath, NewRoot? made = null) => sessions.WriteAsync(connection =>
    {
        made ??= new NewRoot();
        var known = All(connection);
        // The innermost root that contains the path.
        if (known.Where(root => made.IsOwn ? root.Path == path || root.RealPath == realPath : root.Contains(path, realPath)).MaxBy(root => (root.RealPath ?? root.Path).Length) is { } owner)
            return owner;
        // Documents that a forgotten root left keep their ids for themselves.
        var isTaken = !made.MayBeFirst || known.Any(other => other.Name.Length == 0)
            || connection.ExecuteScalar<long>("select exists (select 1 from oracle_documents where created_by = @Kept and deleted_at is null)", new { Kept }) != 0;
        var root = new Root(path, isTaken ? FreeName(connection, path) : "")
        {
            RealPath = realPath, Excluded = made.IsOfGivenFiles ? Root.Everything : [], Number = known.Select(other => other.Number + 1).DefaultIfEmpty(0).Max(),
        };
        connection.Execute(
            "insert into oracle_roots (path, name, real_path, excluded, number) values (@Path, @Name, @RealPath, @excluded, @Number)",
            new { root.Path, root.Name, root.RealPath, excluded = Columns.Concepts(root.Excluded), root.Number });
        return root;
    });

    public Task<IReadOnlyList<Root>> AllAsync() => sessions.ReadAsync(All);

    public Task ReadAsync(string name, IReadOnlyList<string> excluded, bool followsLinks) => sessions.WriteAsync(connection => connection.Execute(
        "update oracle_roots set excluded = @excluded, follows_links = @followsLinks where name = @name", new { name, excluded = Columns.Concepts(excluded), followsLinks }));

    public Task KeepAsync(string name, string state, DateTimeOffset? missingSince) => sessions.WriteAsync(connection => connection.Execute(
        "update oracle_roots set state = @state, missing_since = @missing where name = @name and (state <> @state or missing_since is not @missing)",
        new { name, state, missing = Columns.Ms(missingSince) }));

    public Task MoveAsync(string name, string path, string realPath) => sessions.WriteAsync(connection => connection.Execute(
        "update oracle_roots set path = @path, real_path = @realPath, missing_since = null where name = @name", new { name, path, realPath }));

    public Task ForgetAsync(string name) => sessions.WriteAsync(connection =>
    {
        connection.Execute(
            "update oracle_documents set created_by = @Kept where created_by = @Indexer and source_file in (select source_file from oracle_files where root = @name)",
            new { name, Kept, DocumentDraft.Indexer });
        connection.Execute("delete from oracle_files where root = @name", new { name });
        return connection.Execute("delete from oracle_roots where name = @name", new { name });
    });

    public Task<IReadOnlyDictionary<string, RootCounts>> CountAsync() => sessions.ReadAsync(connection =>
    {
        var documents = connection.Query<(string Root, long Count)>(
            """
            select f.root, count(*) from oracle_documents d join oracle_files f on f.source_file = d.source_file
            where d.deleted_at is null and d.created_by = @Indexer group by f.root
            """, new { DocumentDraft.Indexer }).ToDictionary(row => row.Root, row => row.Count, StringComparer.Ordinal);
        var unreadable = connection.Query<(string Root, long Count, long? Since)>(
                "select root, count(*), min(unreadable_since) from oracle_files where unreadable is not null group by root")
            .ToDictionary(row => row.Root, row => (row.Count, row.Since), StringComparer.Ordinal);
        return (IReadOnlyDictionary<string, RootCounts>)documents.Keys.Union(unreadable.Keys).ToDictionary(
            root => root, root => new RootCounts(documents.GetValueOrDefault(root), unreadable.GetValueOrDefault(root).Count, Columns.Time(unreadable.GetValueOrDefault(root).Since)), StringComparer.Ordinal);
    });

    private static IReadOnlyList<Root> All(SqliteConnection connection) =>
        [.. connection.Query<Row>("select path, name, real_path, excluded, follows_links, state, missing_since, number from oracle_roots order by path").Select(row => row.ToRoot())];

    // A folder of the first root, which has no prefix, may carry the same name: then ids would collide.
    private static string FreeName(SqliteConnection connection, string path)
    {
        // What no id may hold is not part of the prefix.
        var name = string.Concat(Path.GetFileName(path.TrimEnd('/')).Normalize().Select(letter => char.IsControl(letter) || letter is '\uFFFD' or '\uFFFE' ? '_' : letter));
        if (name.Length == 0)
            name = "root";
        return Enumerable.Range(1, int.MaxValue)
            .Select(i => i == 1 ? name : $"{name}-{i}")
            .First(candidate => connection.ExecuteScalar<long>(
                """
                select exists (select 1 from oracle_roots where name = @candidate)
                    or exists (select 1 from oracle_documents where substr(id, 1, length(@candidate) + 1) = @candidate || '/')
                """, new { candidate }) == 0);
    }

    private sealed record Row
    {
        public string Path { get; init; } = "";

        public string Name { get; init; } = "";

        public string? RealPath { get; init; }

        public string Excluded { get; init; } = "[]";

        public long FollowsLinks { get; init; }

        public string State { get; init; } = "{}";

        public long? MissingSince { get; init; }

        public long Number { get; init; }

        public Root ToRoot() => new(Path, Name)
        {
            RealPath = RealPath, Excluded = Excluded == "[]" ? [] : Columns.Concepts(Excluded), FollowsLinks = FollowsLinks != 0, State = State, MissingSince = Columns.Time(MissingSince), Number = Number,
        };
    }
}
