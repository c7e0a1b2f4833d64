using Oracle.Api.Syncing;

namespace Oracle.Host.Http.Examples;

/// <summary>Examples of how Chroma follows.</summary>
internal static class SyncExamples
{
    public static SweepAnswer Sweep() => new(3, 2, 1, 0, Moments.Before, Moments.Now);

    public static FailedAnswer Failed() => new(
        [new FailedDocument("note-1", "unavailable", "Chroma at http://127.0.0.1:8000 refused the connection.", 3, Moments.Now, Moments.Soon)], 1);
}
