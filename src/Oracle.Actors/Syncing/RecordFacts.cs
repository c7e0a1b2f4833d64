using System.Security.Cryptography;
using System.Text;

namespace Oracle.Actors.Syncing;

/// <summary>What a record says of its document besides its state: what searches filter on, and what other readers of Chroma see.</summary>
/// <param name="Type">Kind of document.</param>
/// <param name="SourceFile">Where it was read from; null for none.</param>
/// <param name="Concepts">Tags, joined by commas; null for none.</param>
/// <param name="Project">The project, or null.</param>
/// <param name="TextHash">SHA-256 of the text, in hex; null where the record has none, as when texts are not to be kept in Chroma.</param>
public sealed record RecordFacts(string? Type, string? SourceFile, string? Concepts, string? Project, string? TextHash)
{
    /// <summary>The hash of a text; null of none.</summary>
    internal static string? Hash(string? text) => text is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether a record that says this is as these want it. One without a text is: whether Chroma keeps texts is a setting that may have changed.</summary>
    public bool AreIn(RecordFacts held) => this == held || this with { TextHash = null } == held;
}
