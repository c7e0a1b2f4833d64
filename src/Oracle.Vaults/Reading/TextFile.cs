using System.Security.Cryptography;
using System.Text;
using Oracle.Vaults.Walking;

namespace Oracle.Vaults.Reading;

/// <summary>From bytes to text: strict UTF-8, or UTF-16 and UTF-32 with a byte order mark; without that mark, line ends as <c>\n</c>.</summary>
internal static class TextFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, the SHA-256 of the bytes in hex, and what the system says of the file.</summary>
    /// <exception cref="SkipFileException">The file is too large, unreadable or no text.</exception>
    /// <exception cref="UnsettledException">It changed meanwhile.</exception>
    /// <exception cref="FileNotFoundException">It is not there any more.</exception>
    public static (string Text, string Hash, FileStamp Stamp) Read(string path)
    {
        var before = StampOf(path);
        if (before.Size > Vault.MaxFileBytes)
            throw new SkipFileException($"has {before.Size} bytes, over the limit of 8 MiB ({Vault.MaxFileBytes} bytes); split it");
        var bytes = Bytes(path);
        if (StampOf(path) != before || bytes.Length != before.Size)
            throw new UnsettledException();
        return (Decode(bytes), Convert.ToHexStringLower(SHA256.HashData(bytes)), before);
    }

    // Opening a pipe waits for its writer, for ever perhaps: only regular files are opened.
    private static FileStamp StampOf(string path) => FileStamp.Of(path)
        ?? throw (DiskPath.IsListed(path) ? new SkipFileException("is no regular file, or may not be looked at") : new FileNotFoundException("The file is not there any more.", path));

    private static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (UnauthorizedAccessException)
        {
            throw new SkipFileException("no permission to read the file");
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new SkipFileException($"cannot be read: {e.Message}");
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException(e.Message, path, e);
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Marked(bytes) is { } marked)
            return Unmarked(marked, bytes);
        if (bytes.IndexOf((byte)0) is >= 0 and var at)
            throw new SkipFileException($"is not text but binary (a NUL at byte {at})");
        return Unmarked(Strict, bytes);
    }

    // The order matters: the mark of UTF-32 begins with that of UTF-16.
    private static Encoding? Marked(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, 0, 0, ..] => new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        [0, 0, 0xFE, 0xFF, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        _ => null,
    };

    private static string Unmarked(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        var isUtf8 = ReferenceEquals(encoding, Strict);
        var mark = isUtf8 ? Encoding.UTF8.GetPreamble() : encoding.GetPreamble();
        var isMarked = bytes.StartsWith(mark);
        try
        {
            var text = encoding.GetString(isMarked ? bytes[mark.Length..] : bytes);
            if (text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var at)
                throw new SkipFileException($"is not text but binary (a NUL at character {at})");
            // Not ReplaceLineEndings: that also replaces form feeds and Unicode's separators, which Markdown keeps.
            return text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        }
        catch (DecoderFallbackException e)
        {
            throw new SkipFileException($"is not valid {(isUtf8 ? "UTF-8" : encoding.WebName.ToUpperInvariant())} (at byte {e.Index + (isMarked ? mark.Length : 0)})");
        }
    }
}
