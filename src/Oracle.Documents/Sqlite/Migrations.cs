using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <summary>
/// Brings a database to the newest schema. Each step is one embedded file <c>NNNN_what.sql</c>, run in one
/// transaction with the rise of <c>user_version</c>: a crash leaves the old schema or the new one.
/// </summary>
internal static class Migrations
{
    private static readonly IReadOnlyList<(int Version, string Resource)> Steps =
        [.. typeof(Migrations).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => (Version: VersionOf(name), name))
            .OrderBy(step => step.Version)];

    /// <summary>The version this build writes.</summary>
    public static int Newest => Steps[^1].Version;

    /// <summary>Runs the missing steps.</summary>
    /// <exception cref="StoreUnavailableException">The database was written by a newer Oracle.</exception>
    public static void Run(SqliteConnection connection)
    {
        var version = connection.ExecuteScalar<int>("pragma user_version");
        if (version > Newest)
        {
            throw new StoreUnavailableException(
                $"The database has schema version {version}, this Oracle knows versions up to {Newest}. Start the newer Oracle that wrote it.");
        }

        foreach (var (step, resource) in Steps.Where(step => step.Version > version))
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            connection.Execute(Read(resource), transaction: transaction);
            // A pragma takes no parameters; the number is our own file's.
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"pragma user_version = {step}"), transaction: transaction);
            transaction.Commit();
        }

        using var indexing = connection.BeginTransaction(deferred: false);
        TextIndexing.Begin(connection);
        indexing.Commit();
    }

    private static int VersionOf(string resource) =>
        int.Parse(resource.Split('.')[^2].Split('_')[0], CultureInfo.InvariantCulture);

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(Migrations).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
