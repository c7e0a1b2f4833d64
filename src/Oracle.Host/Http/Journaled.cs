namespace Oracle.Host.Http;

/// <summary>Actors that keep a journal.</summary>
internal static class Journaled
{
    /// <summary>Just started on a slow machine, they read their journal for seconds before they answer anybody.</summary>
    public static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(15);
}
