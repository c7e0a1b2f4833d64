using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Oracle.Documents;

/// <summary>
/// SHA-256, in hex, over what makes a document what it is: content, type, source_file, concepts and project; and behind
/// them title, aliases, tags and heading path, each with its name and only where there is one, so that the hash of a document
/// without them is what it was before there were any. Each part goes in behind its length, so that no two different
/// documents give the same bytes. Which passage of a section a document is does not belong to it.
/// </summary>
public static class ContentHash
{
    /// <summary>The hash of a draft that <see cref="DocumentRules"/> accepts: 64 lower-case hex digits.</summary>
    /// <exception cref="System.Text.EncoderFallbackException">The draft has a lone surrogate.</exception>
    public static string Of(DocumentDraft draft)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(sha, draft.Content);
        Append(sha, draft.Type);
        Append(sha, draft.SourceFile);
        var concepts = draft.Concepts ?? [];
        AppendLength(sha, concepts.Count);
        foreach (var concept in concepts)
            Append(sha, concept);
        Append(sha, draft.Project);
        Append(sha, "title", draft.Labels.Title is { Length: > 0 } title ? [title] : null);
        Append(sha, "aliases", draft.Labels.Aliases);
        Append(sha, "tags", draft.Labels.Tags);
        Append(sha, "heading_path", draft.Labels.HeadingPath is { Length: > 0 } path ? [path] : null);
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private static void Append(IncrementalHash sha, string name, IReadOnlyList<string>? values)
    {
        if (values is not { Count: > 0 })
            return;
        Append(sha, name);
        AppendLength(sha, values.Count);
        foreach (var value in values)
            Append(sha, value);
    }

    private static void Append(IncrementalHash sha, string? part)
    {
        // An absent part is not an empty one.
        if (part is null)
        {
            AppendLength(sha, -1);
            return;
        }

        var bytes = DocumentRules.StrictUtf8.GetBytes(part);
        AppendLength(sha, bytes.Length);
        sha.AppendData(bytes);
    }

    private static void AppendLength(IncrementalHash sha, int length)
    {
        Span<byte> prefix = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, length);
        sha.AppendData(prefix);
    }
}
