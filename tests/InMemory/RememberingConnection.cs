using System.Data;
using Microsoft.Data.Sqlite;

namespace Oracle.Testing.InMemory;

/// <summary>
/// A connection that compiles each statement once. The library does so for each command, and a command is made for each
/// call: with the triggers of the documents, compiling takes longer than all the rest.
/// </summary>
internal sealed class RememberingConnection(string connectionString) : SqliteConnection(connectionString)
{
    private readonly Dictionary<string, Stack<SqliteCommand>> _idle = new(StringComparer.Ordinal);

    public override SqliteCommand CreateCommand() => new Call(this) { Connection = this, Transaction = Transaction };

    protected override void Dispose(bool disposing)
    {
        foreach (var command in _idle.Values.SelectMany(commands => commands))
            command.Dispose();
        _idle.Clear();
        base.Dispose(disposing);
    }

    private SqliteCommand Take(string text)
    {
        if (!_idle.TryGetValue(text, out var commands))
            _idle[text] = commands = new Stack<SqliteCommand>();
        return commands.TryPop(out var command) ? command : new SqliteCommand(text, this);
    }

    private void GiveBack(SqliteCommand command)
    {
        command.Parameters.Clear();
        _idle[command.CommandText].Push(command);
    }

    /// <summary>One use of a command that stays compiled.</summary>
    private sealed class Call(RememberingConnection connection) : SqliteCommand
    {
        private SqliteCommand? _compiled;

        public override int ExecuteNonQuery() => Compiled().ExecuteNonQuery();

        public override object? ExecuteScalar() => Compiled().ExecuteScalar();

        public override SqliteDataReader ExecuteReader() => Compiled().ExecuteReader();

        public override SqliteDataReader ExecuteReader(CommandBehavior behavior) => Compiled().ExecuteReader(behavior);

        protected override void Dispose(bool disposing)
        {
            if (_compiled is { } compiled)
                connection.GiveBack(compiled);
            _compiled = null;
            base.Dispose(disposing);
        }

        private SqliteCommand Compiled()
        {
            if (_compiled is null || !string.Equals(_compiled.CommandText, CommandText, StringComparison.Ordinal))
            {
                if (_compiled is { } other)
                    connection.GiveBack(other);
                _compiled = connection.Take(CommandText);
            }

            _compiled.Transaction = connection.Transaction;
            _compiled.Parameters.Clear();
            foreach (SqliteParameter parameter in Parameters)
                _compiled.Parameters.Add(parameter);
            return _compiled;
        }
    }
}
