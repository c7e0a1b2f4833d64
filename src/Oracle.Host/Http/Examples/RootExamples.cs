using Oracle.Api.Roots;

namespace Oracle.Host.Http.Examples;

/// <summary>Examples of folders that are known.</summary>
internal static class RootExamples
{
    public static RootsAnswer All() => new([new RootAnswer("notes", "/home/me/notes", "ok", 120, Moments.Now, Excluded: ["drafts/"], Following: new RootFollowing(true, Events: 12, ListedAt: Moments.Now))]);

    public static MovedRootAnswer Moved() => new("notes", "/home/me/notes", []);
}
