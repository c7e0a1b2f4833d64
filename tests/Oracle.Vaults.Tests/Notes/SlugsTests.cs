using Oracle.Vaults.Notes;

namespace Oracle.Vaults.Tests.Notes;

public sealed class SlugsTests
{
    [Theory]
    [InlineData("Getting Started", "getting-started")]
    [InlineData("What's new in 2.0?", "whats-new-in-20")]
    [InlineData("snake_case and kebab-case", "snake_case-and-kebab-case")]
    [InlineData("C# & F#", "c--f")]
    [InlineData("การตั้งค่า ที่นี่", "การตั้งค่า-ที่นี่")]
    [InlineData("安装 指南。", "安装-指南")]
    [InlineData("インストール・ガイド", "インストールガイド")]
    [InlineData("Ψ Über ÉCOLE", "ψ-über-école")]
    [InlineData("cafe\u0301", "caf\u00E9")]
    [InlineData("🚀", "section")]
    [InlineData("", "section")]
    public void A_slug_is_what_github_makes_of_the_heading(string heading, string slug) =>
        Assert.Equal(slug, new Slugs().Next(heading));

    [Theory]
    [InlineData("foo,foo,foo", "foo,foo-1,foo-2")]
    [InlineData("foo,foo,foo-1", "foo,foo-1,foo-1-1")]
    [InlineData("foo-1,foo,foo", "foo-1,foo,foo-2")]
    [InlineData("foo,foo-1,foo", "foo,foo-1,foo-2")]
    [InlineData("!,?,section", "section,section-1,section-2")]
    [InlineData("Foo,foo", "foo,foo-1")]
    public void Repeated_headings_are_numbered_past_headings_of_that_name(string headings, string slugs)
    {
        var seen = new Slugs();

        Assert.Equal(slugs, string.Join(',', headings.Split(',').Select(seen.Next)));
    }
}
