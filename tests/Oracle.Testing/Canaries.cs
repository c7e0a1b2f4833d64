using System.Text;
using Xunit.Sdk;

namespace Oracle.Testing;

/// <summary>
/// Secrets that say so. Every process of the product that the tests start is given some, and when it has ended they are looked for in what
/// it wrote and, of a host, in each file that it leaves. So the whole run looks for them, whatever a test is about.
/// </summary>
public static class Canaries
{
    /// <summary>What each of them begins with, also those that a test makes itself. No text of a test's holds it.</summary>
    public const string Mark = "canary-";

    private const string OwnersFile = "cli.secret";
    private const int Piece = 1 << 20;

    /// <summary>Keys that a host takes and has no use for where Chroma asks for none and texts are embedded by <c>hash</c>.</summary>
    public static IReadOnlyDictionary<string, string> Keys { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["CHROMA_API_KEY"] = Mark + "chroma-key-of-every-test",
        ["ORACLE_EMBEDDING_API_KEY"] = Mark + "embedding-key-of-every-test",
    };

    /// <summary>Fails where a program that has ended has written one, or left one in its data directory.</summary>
    /// <param name="arguments">What it was started with.</param>
    /// <param name="written">To standard output and standard error.</param>
    public static void AssertNotLeftBy(IReadOnlyList<string> arguments, string written)
    {
        var dataDir = arguments.SkipWhile(argument => argument != "--data-dir").ElementAtOrDefault(1);
        AssertNotIn(written, $"what '{string.Join(' ', arguments)}' wrote", dataDir);
        // A command leaves nothing of its own there.
        if (dataDir is not null && arguments[0] is "serve" or "up")
            AssertNotInFilesOf(dataDir);
    }

    /// <summary>Fails where a text holds one, or the secret by which the owner of a data directory is known.</summary>
    /// <param name="text">Anything that somebody may read.</param>
    /// <param name="where">For the failure, which does not repeat the secret.</param>
    /// <param name="dataDir">Whose owner; null: nobody's.</param>
    public static void AssertNotIn(string text, string where, string? dataDir = null)
    {
        if (Wanted(dataDir).Any(secret => text.Contains(Encoding.UTF8.GetString(secret), StringComparison.Ordinal)))
            throw new XunitException($"A secret is in {where}.");
    }

    /// <summary>Fails where a file of a data directory holds one, the owner's own file aside.</summary>
    public static void AssertNotInFilesOf(string dataDir)
    {
        if (!Directory.Exists(dataDir))
            return;
        var wanted = Wanted(dataDir);
        var everything = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var path in Directory.EnumerateFiles(dataDir, "*", everything).Where(path => Path.GetFileName(path) != OwnersFile))
        {
            if (Holds(path, wanted))
                throw new XunitException($"A secret is in the file {path}.");
        }
    }

    private static IReadOnlyList<byte[]> Wanted(string? dataDir)
    {
        var owners = dataDir is null ? "" : Path.Combine(dataDir, OwnersFile);
        return File.Exists(owners) && File.ReadAllBytes(owners) is { Length: > 0 } secret ? [Encoding.UTF8.GetBytes(Mark), secret] : [Encoding.UTF8.GetBytes(Mark)];
    }

    // In pieces, each beginning with the end of the one before.
    private static bool Holds(string path, IReadOnlyList<byte[]> wanted)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var overlap = wanted.Max(secret => secret.Length) - 1;
            var piece = new byte[overlap + Piece];
            for (var kept = 0; ;)
            {
                var read = file.Read(piece, kept, Piece);
                if (read == 0)
                    return false;
                var all = piece.AsSpan(0, kept + read);
                foreach (var secret in wanted)
                {
                    if (all.IndexOf(secret) >= 0)
                        return true;
                }

                kept = Math.Min(overlap, all.Length);
                all[^kept..].CopyTo(piece);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile, or locked by a host that still runs.
            return false;
        }
    }
}
