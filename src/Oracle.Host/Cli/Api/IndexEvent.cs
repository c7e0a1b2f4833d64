using System.Text.Json.Serialization;

namespace Oracle.Host.Cli.Api;

/// <summary>One line of the answer to <c>POST /api/index</c>. An event of a name unknown here is just this.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event", IgnoreUnrecognizedTypeDiscriminators = true)]
[JsonDerivedType(typeof(Progress), "progress")]
[JsonDerivedType(typeof(SkippedFile), "skipped")]
[JsonDerivedType(typeof(RejectedDocument), "rejected")]
[JsonDerivedType(typeof(Notice), "notice")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Failed), "failed")]
internal record IndexEvent
{
    /// <param name="Files">Read so far.</param>
    /// <param name="Documents">Found in them so far.</param>
    /// <param name="Accepted">Committed to SQLite as a new revision.</param>
    /// <param name="Unchanged">Found to be there already.</param>
    /// <param name="Deleted">Deleted, because their file no longer holds them or is gone.</param>
    public sealed record Progress(long Files, long Documents, long Accepted, long Unchanged, long Deleted) : IndexEvent;

    /// <summary>A file that was passed over, with the reason.</summary>
    public sealed record SkippedFile(string Path, string Error) : IndexEvent;

    /// <summary>A document that was refused, with the reason.</summary>
    public sealed record RejectedDocument(string? Path = null, string? Id = null, string Error = "no reason given") : IndexEvent;

    /// <summary>What a person should know of the run.</summary>
    public sealed record Notice(string Text) : IndexEvent;

    /// <summary>Everything is read and committed.</summary>
    public sealed record Done(
        long Files, long Documents, long Accepted, long Unchanged, long Deleted, long Skipped, long Rejected, double Seconds) : IndexEvent;

    /// <summary>The host gave up.</summary>
    public sealed record Failed(string Error) : IndexEvent;
}
