using System.Security.Cryptography;
using System.Text;

namespace Oracle.Host.Http.Guarding;

/// <summary>
/// Something that a caller must know. Only its hash is kept, so that neither a log nor a dump of settings shows it, and comparing
/// hashes takes equally long whatever is presented.
/// </summary>
internal sealed class Secret(string value)
{
    private readonly byte[] _hash = Hash(value);

    /// <summary>Whether this is it.</summary>
    public bool Is(string presented) => CryptographicOperations.FixedTimeEquals(_hash, Hash(presented));

    private static byte[] Hash(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));
}
