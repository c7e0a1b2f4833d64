using Oracle.Documents.Searching;

namespace Oracle.Documents.Tests.Suite;

internal static class KeywordIds
{
    extension(KeywordMatches matches)
    {
        /// <summary>The ids of what was found, best first.</summary>
        public IReadOnlyList<string> Ids => [.. matches.Hits.Select(static hit => hit.Id)];
    }
}
