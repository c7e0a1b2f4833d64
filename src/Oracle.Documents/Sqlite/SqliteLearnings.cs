using Dapper;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="ILearnings" />
internal sealed class SqliteLearnings(ISqliteSessions sessions) : ILearnings
{
    public Task BeginAsync(LearningFile file) => sessions.WriteAsync(connection => connection.Execute(
        "insert or replace into oracle_learnings (path, temporary) values (@Path, @Temporary)", file));

    public Task EndAsync(string path) => sessions.WriteAsync(connection => connection.Execute("delete from oracle_learnings where path = @path", new { path }));

    public Task<IReadOnlyList<LearningFile>> BegunAsync() => sessions.ReadAsync(connection =>
        (IReadOnlyList<LearningFile>)connection.Query<(string Path, string Temporary)>("select path, temporary from oracle_learnings order by path")
            .Select(row => new LearningFile(row.Path, row.Temporary)).ToList());
}
