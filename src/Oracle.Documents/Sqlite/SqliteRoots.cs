using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IRoots" />
internal sealed class SqliteRoots(ISqliteSessions sessions) : IRoots
{
    public Task<Root> ForAsync(string path) => sessions.WriteAsync(connection =>
    {
        var known = All(connection);
        // The innermost root that contains the path.
        if (known.Where(root => Contains(root.Path, path)).MaxBy(root => root.Path.Length) is { } owner)
            return owner;
        var root = new Root(path, known.Count == 0 ? "" : FreeName(connection, path));
        connection.Execute("insert into oracle_roots (path, name) values (@Path, @Name)", new { root.Path, root.Name });
        return root;
    });

    public Task<IReadOnlyList<Root>> AllAsync() => sessions.ReadAsync(All);

    private static IReadOnlyList<Root> All(SqliteConnection connection) =>
        [.. connection.Query<(string Path, string Name)>("select path, name from oracle_roots order by path")
            .Select(row => new Root(row.Path, row.Name))];

    private static bool Contains(string root, string path) =>
        path == root || path.StartsWith(root.EndsWith('/') ? root : root + '/', StringComparison.Ordinal);

    // A folder of the first root, which has no prefix, may carry the same name: then ids would collide.
    private static string FreeName(SqliteConnection connection, string path)
    {
        var name = Path.GetFileName(path.TrimEnd('/')).Normalize();
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
}
