using System.Text.Json.Serialization;

namespace Oracle.Cli.Doctor;

/// <summary>What one check came to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Works, and deserves a look.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    /// <summary>Must be mended before the host can do its work.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,
}

/// <summary>One line of the doctor's report.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Found">What was found, in words.</param>
/// <param name="Remedy">What mends it, a command where there is one; null where nothing is to be done.</param>
internal sealed record Finding(string Check, Verdict Verdict, string Found, string? Remedy = null);
