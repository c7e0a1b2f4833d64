using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Searching;

namespace Oracle.Documents.Sqlite;

/// <summary>
/// Functions of ours within SQL: <c>oracle_folded(text)</c>, <c>oracle_same(a, b)</c> and <c>oracle_has_tag(concepts, tags, wanted)</c>. Only queries call
/// them, so that a plain sqlite3 can read and write every table.
/// </summary>
internal static class SearchFunctions
{
    private static readonly ConditionalWeakTable<SqliteConnection, object> s_have = [];

    public static void On(SqliteConnection connection)
    {
        if (!s_have.TryAdd(connection, s_have))
            return;
        connection.CreateFunction("oracle_folded", (string? text) => text is null ? null : Folding.Of(text), isDeterministic: true);
        connection.CreateFunction("oracle_same", (string? one, string? other) => Names.AreSame(one, other), isDeterministic: true);
        connection.CreateFunction(
            "oracle_has_tag",
            (string? concepts, string? tags, string wanted) => Names.HasTag([.. Columns.Concepts(concepts ?? "[]"), .. Columns.Concepts(tags ?? "[]")], wanted),
            isDeterministic: true);
    }
}
