using System.Text;

namespace Oracle.Vaults.Reading;

/// <summary>Unicode normal form C of text that may hold anything.</summary>
internal static class Nfc
{
    // The platform refuses to judge a text with it. It is no character, and leaving it out loses none.
    private const string NoCharacter = "\uFFFE";

    public static string Of(string text) => text.Replace(NoCharacter, "", StringComparison.Ordinal).Normalize(NormalizationForm.FormC);
}
