using Oracle.Documents.Searching;

namespace Oracle.Documents.Tests.Searching;

/// <summary>What of a query is a phrase, excluded, or the beginning of a word; all else is text.</summary>
public sealed class SearchTextTests
{
    [Theory]
    [InlineData("\"two stores\" drift", "two stores  drift", "two stores", "", "")]
    [InlineData("drift -\"two stores\"", "drift", "", "two stores", "")]
    [InlineData("“two stores” -“drift”", "two stores", "two stores", "drift", "")]
    [InlineData("sync* stores", "sync stores", "", "", "sync")]
    [InlineData("ระบบ* ข้อมูล", "ระบบ ข้อมูล", "", "", "ระบบ")]
    [InlineData("tar -x --gzip -5", "tar -x --gzip -5", "", "", "")]
    [InlineData("-word", "-word", "", "", "")]
    [InlineData("ls *.md", "ls *.md", "", "", "")]
    [InlineData("a* x", "a* x", "", "", "")]
    [InlineData("pointer int**", "pointer int**", "", "", "")]
    [InlineData("a 5\" disk", "a 5\" disk", "", "", "")]
    [InlineData("5\"x7\" frame", "5\"x7\" frame", "", "", "")]
    [InlineData("an open \"quote", "an open \"quote", "", "", "")]
    [InlineData("\"\" nothing", "nothing", "", "", "")]
    [InlineData("-\"\"", "", "", "", "")]
    [InlineData("rocket \"🚀\"", "rocket  🚀", "", "", "")]
    [InlineData("\"--\" word", "--  word", "", "", "")]
    [InlineData("say(\"hello\")", "say( hello )", "hello", "", "")]
    [InlineData("key=\"value\"", "key=\"value\"", "", "", "")]
    public void A_query_is_taken_apart(string query, string text, string phrases, string excluded, string prefixes)
    {
        var taken = SearchText.Of(query);

        Assert.Equal(
            (text, phrases, excluded, prefixes),
            (taken.Text, string.Join('|', taken.Phrases), string.Join('|', taken.Excluded), string.Join('|', taken.Prefixes)));
    }
}
