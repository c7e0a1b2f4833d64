namespace Oracle.Host.Http.Examples;

/// <summary>Times of the examples in <c>/openapi/v1.json</c>.</summary>
internal static class Moments
{
    public static readonly DateTimeOffset Before = new(2026, 11, 30, 8, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Now = Before.AddMinutes(5);
    public static readonly DateTimeOffset Soon = Now.AddSeconds(30);
}
