using System.Globalization;
using System.Net;

namespace Oracle.Host.Settings;

/// <summary>A setting has a value that is not allowed. The message is one line for a person.</summary>
public sealed class SettingException(string key, string value, string allowed)
    : Exception($"{key} is '{value}'; allowed: {allowed}.");

/// <summary>Reads single settings and says which one is wrong.</summary>
internal sealed class SettingReader(IConfiguration configuration)
{
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    public string Text(string key, string standard) => OptionalText(key) ?? standard;

    // An empty value is what a shell leaves of a variable that was meant to be unset.
    public string? OptionalText(string key)
    {
        _asked.Add(key);
        return configuration[key] is { Length: > 0 } value ? value : null;
    }

    /// <exception cref="SettingException">Names the first of the keys that was never asked for.</exception>
    public void RefuseUnknown(IReadOnlyCollection<string> keys)
    {
        if (keys.FirstOrDefault(key => !_asked.Contains(key)) is { } unknown)
            throw new SettingException(unknown, configuration[unknown] ?? "", "nothing, as there is no setting of that name (README.md lists them)");
    }

    public long Number(string key, long standard, long min, long max) => Parse(
        key, standard, $"a whole number from {min} to {max}",
        text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max ? n : null);

    public TimeSpan Span(string key, TimeSpan standard, TimeSpan min, TimeSpan max) => Parse(
        key, standard, $"a time as [d.]hh:mm:ss[.fff], from {min:c} to {max:c}",
        text => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var t) && (text == "0" || text.Contains(':')) && t >= min && t <= max ? t : (TimeSpan?)null);

    public bool Flag(string key, bool standard) => Parse(
        key, standard, "true or false", text => bool.TryParse(text, out var flag) ? flag : (bool?)null);

    public IPAddress Address(string key, IPAddress standard) =>
        OptionalText(key) is not { } text ? standard
        : text == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : throw Bad(key, text, "an IP address, or localhost");

    public Uri? OptionalHttpUrl(string key) =>
        OptionalText(key) is not { } text ? null
        : !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") ? throw Bad(key, text, "a URL that begins with http:// or https://")
        // Addresses stand in logs and answers; what is in front of the @ is not repeated here either.
        : url.UserInfo.Length > 0 ? throw Bad(key, $"{url.Scheme}://…@{url.Authority}", "a URL without user and password, which belong into the key's own setting")
        : url;

    /// <summary>Origins as browsers send them, in lower case; none unless given.</summary>
    public IReadOnlySet<string> Origins(string key)
    {
        var origins = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var origin in (OptionalText(key) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // The name of a site in another script is sent in its ASCII form.
            if (!origin.All(char.IsAscii) || !Uri.TryCreate(origin, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
                || url.UserInfo.Length > 0 || url.PathAndQuery != "/" || url.Fragment.Length > 0 || origin.EndsWith('/') || origin.EndsWith('?'))
            {
                throw Bad(key, origin, "origins as a browser sends them, separated by commas, such as https://studio.example or http://localhost:3000; no path, no *");
            }

            origins.Add(url.GetLeftPart(UriPartial.Authority));
        }

        return origins;
    }

    public string Matching(string key, string standard, Func<string, bool> isAllowed, string allowed)
    {
        var text = Text(key, standard);
        return isAllowed(text) ? text : throw Bad(key, text, allowed);
    }

    public string OneOf(string key, string standard, IReadOnlyList<string> allowed)
    {
        var text = Text(key, standard);
        return allowed.Contains(text, StringComparer.Ordinal)
            ? text
            : throw Bad(key, text, string.Join(", ", allowed.Where(a => a.Length > 0)));
    }

    private T Parse<T>(string key, T standard, string allowed, Func<string, T?> parse) where T : struct =>
        OptionalText(key) is not { } text ? standard : parse(text) ?? throw Bad(key, text, allowed);

    private static SettingException Bad(string key, string value, string allowed) =>
        new(SettingAliases.Describe(key), value, allowed);
}
