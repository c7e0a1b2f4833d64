using System.Security.Cryptography;
using Oracle.Api;

namespace Oracle.Host.Http.Guarding;

/// <summary>
/// <c>cli.secret</c> in the data directory: 256 random bits, new at each start, for its owner's eyes. Who sends them is a program of
/// the user whose host this is.
/// </summary>
internal sealed class OwnersSecretFile : IDisposable
{
    private const int Bytes = 32;

    private readonly string _path;
    private readonly Secret _secret;

    private OwnersSecretFile(string path, string value) => (_path, _secret, Value) = (path, new Secret(value), value);

    /// <summary>What stands in it.</summary>
    public string Value { get; }

    /// <summary>Writes one of its own.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static OwnersSecretFile Write(string dataDir)
    {
        var path = Path.Combine(dataDir, OwnersSecret.FileName);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var value = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        // Made anew under another name and moved: nobody has it open from before, and a reader sees all of it or the one before.
        File.Delete(path + ".new");
        using (var file = new FileStream(path + ".new", options))
        using (var writer = new StreamWriter(file))
            writer.Write(value);
        File.Move(path + ".new", path, overwrite: true);
        return new OwnersSecretFile(path, value);
    }

    /// <summary>Whether the request carries it.</summary>
    public bool IsCarriedBy(HttpRequest request) => request.Headers[OwnersSecret.Header] is [{ } presented] && _secret.Is(presented);

    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It opens nothing any more.
        }
    }
}
