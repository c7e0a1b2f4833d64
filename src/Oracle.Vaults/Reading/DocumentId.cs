using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Oracle.Vaults.Reading;

/// <summary>Makes an id legal: NFC, and at most 512 bytes of UTF-8.</summary>
internal static class DocumentId
{
    private const int MaxBytes = 512;
    private const int HashLength = 8;

    /// <summary>An id that is too long is cut between characters as a reader sees them, and ends in '~' and a hash of all of it.</summary>
    public static string Of(string id)
    {
        var whole = Nfc.Of(id);
        return Encoding.UTF8.GetByteCount(whole) <= MaxBytes
            ? whole
            : $"{Cut(whole, MaxBytes - 1 - HashLength)}~{Hash(whole)}";
    }

    /// <summary>The id of a passage behind the first: the section's, with <c>~</c> and the passage's number. The cut to 512 bytes counts them.</summary>
    public static string Of(string id, int number)
    {
        var (whole, suffix) = (Nfc.Of(id), $"~{number}");
        return Encoding.UTF8.GetByteCount(whole) + suffix.Length <= MaxBytes
            ? whole + suffix
            : $"{Cut(whole, MaxBytes - 1 - HashLength - suffix.Length)}~{Hash(whole)}{suffix}";
    }

    /// <summary>The first 8 hex digits of the SHA-256 of the text.</summary>
    public static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLength];

    private static string Cut(string text, int bytes)
    {
        var end = 0;
        while (end < text.Length)
        {
            var next = StringInfo.GetNextTextElementLength(text, end);
            bytes -= Encoding.UTF8.GetByteCount(text.AsSpan(end, next));
            if (bytes < 0)
                break;
            end += next;
        }

        return text[..end];
    }
}
