using System.Text;

namespace Oracle.Vaults.Reading;

/// <summary>From bytes to text: strict UTF-8 without byte order mark, line ends as <c>\n</c>.</summary>
internal static class TextFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="SkipFileException">The file is too large, unreadable or not UTF-8 text.</exception>
    public static string Read(string path) => Decode(Bytes(path));

    private static byte[] Bytes(string path)
    {
        try
        {
            var size = new FileInfo(path).Length;
            if (size > Vault.MaxFileBytes)
                throw TooLarge(size);

            // Opening a pipe waits for its writer, for ever perhaps. Pipes and devices have no size, so they are never opened.
            if (size == 0)
                return [];
            var bytes = File.ReadAllBytes(path);
            return bytes.Length > Vault.MaxFileBytes ? throw TooLarge(bytes.Length) : bytes;
        }
        catch (UnauthorizedAccessException)
        {
            throw new SkipFileException("no permission to read the file");
        }
        catch (IOException e)
        {
            throw new SkipFileException($"cannot be read: {e.Message}");
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            throw new SkipFileException("is not UTF-8 but UTF-16; save it as UTF-8");
        if (bytes.IndexOf((byte)0) is >= 0 and var at)
            throw new SkipFileException($"is not text but binary (a NUL at byte {at})");
        if (bytes is [0xEF, 0xBB, 0xBF, ..])
            bytes = bytes[3..];
        try
        {
            // Not ReplaceLineEndings: that also replaces form feeds and Unicode's separators, which Markdown keeps.
            return Strict.GetString(bytes).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        }
        catch (DecoderFallbackException e)
        {
            throw new SkipFileException($"is not valid UTF-8 (at byte {e.Index})");
        }
    }

    private static SkipFileException TooLarge(long size) =>
        new($"has {size} bytes, over the limit of 8 MiB ({Vault.MaxFileBytes} bytes); split it");
}
