using System.Text.Json.Serialization;

namespace Oracle.Api.Indexing;

/// <summary>One line of the answer to <c>POST /api/index</c>. An event of a name unknown here is just this.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event", IgnoreUnrecognizedTypeDiscriminators = true)]
[JsonDerivedType(typeof(Progress), "progress")]
[JsonDerivedType(typeof(SkippedFile), "skipped")]
[JsonDerivedType(typeof(RejectedDocument), "rejected")]
[JsonDerivedType(typeof(Warning), "warning")]
[JsonDerivedType(typeof(Notice), "notice")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Failed), "failed")]
public record IndexEvent
{
    /// <summary>The kind of a <see cref="Warning"/> about a rule of what is left out.</summary>
    public const string Ignoring = "ignoring";

    /// <summary>How far it is.</summary>
    /// <param name="Files">Dealt with so far.</param>
    /// <param name="Documents">Found in them so far.</param>
    /// <param name="Accepted">Committed to SQLite as a new revision.</param>
    /// <param name="Unchanged">Found to be there already.</param>
    /// <param name="Deleted">Deleted, because their file no longer holds them or is gone.</param>
    public sealed record Progress(long Files, long Documents, long Accepted, long Unchanged, long Deleted) : IndexEvent
    {
        /// <summary>Files that there are.</summary>
        public long Found { get; init; }
    }

    /// <summary>A file that was passed over, with the reason.</summary>
    /// <param name="Path">The file.</param>
    /// <param name="Error">The reason.</param>
    public sealed record SkippedFile(string Path, string Error) : IndexEvent;

    /// <summary>A document that was refused, with the reason.</summary>
    /// <param name="Path">The file that holds it; null where nobody knows.</param>
    /// <param name="Id">Its id; null where it has none.</param>
    /// <param name="Error">The reason.</param>
    public sealed record RejectedDocument(string? Path = null, string? Id = null, string Error = "no reason given") : IndexEvent;

    /// <summary>Something that was read otherwise than it was meant, or left alone. No fault of the run.</summary>
    /// <param name="Path">The file.</param>
    /// <param name="Kind">What the warning is about, in one word.</param>
    /// <param name="Text">What was read otherwise, and how.</param>
    /// <param name="Line">Where in the file, from 1; null: it is about all of it.</param>
    /// <param name="Key">The key of the front matter; null: it is about none.</param>
    public sealed record Warning(string Path, string Kind, string Text, int? Line = null, string? Key = null) : IndexEvent
    {
        /// <summary>Place and text in one line.</summary>
        public override string ToString() =>
            $"{string.Join(", ", new[] { Path, Line is { } line ? $"line {line}" : null, Key is null ? null : $"'{Key}'" }.OfType<string>())}: {Text}";
    }

    /// <summary>What a person should know of the run.</summary>
    /// <param name="Text">In a sentence.</param>
    public sealed record Notice(string Text) : IndexEvent;

    /// <summary>Everything is read and committed.</summary>
    /// <param name="Files">Dealt with.</param>
    /// <param name="Documents">Found in them.</param>
    /// <param name="Accepted">Committed to SQLite as a new revision.</param>
    /// <param name="Unchanged">Found to be there already.</param>
    /// <param name="Deleted">Deleted, because their file no longer holds them or is gone.</param>
    /// <param name="Skipped">Files that were passed over.</param>
    /// <param name="Rejected">Documents that were refused.</param>
    /// <param name="Seconds">How long it took.</param>
    public sealed record Done(
        long Files, long Documents, long Accepted, long Unchanged, long Deleted, long Skipped, long Rejected, double Seconds) : IndexEvent
    {
        /// <summary>Files that there are.</summary>
        public long Found { get; init; }

        /// <summary>Files that were not known before.</summary>
        public long New { get; init; }

        /// <summary>Files with another content than before.</summary>
        public long Changed { get; init; }

        /// <summary>Files that lie elsewhere than before.</summary>
        public long Moved { get; init; }

        /// <summary>Files whose documents were deleted, for they are not there any more.</summary>
        public long Gone { get; init; }

        /// <summary>What was read otherwise than it was meant, or left alone.</summary>
        public long Warnings { get; init; }

        /// <summary>Files whose deletion waits for somebody to confirm it.</summary>
        public long Held { get; init; }

        /// <summary>Files that are gone or ignored, and whose documents stay because nobody asked to delete them.</summary>
        public long Kept { get; init; }
    }

    /// <summary>The host gave up.</summary>
    /// <param name="Error">Why.</param>
    public sealed record Failed(string Error) : IndexEvent;
}
