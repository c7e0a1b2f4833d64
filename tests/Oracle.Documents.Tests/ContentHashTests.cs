using CsCheck;

namespace Oracle.Documents.Tests;

/// <summary>The hash decides whether a document changed: it must see every difference and nothing else.</summary>
public sealed class ContentHashTests
{
    private static readonly DocumentDraft Draft = new("id", "content", "type", "file.md", ["one", "two"], "project", "me");

    [Fact]
    public void It_is_SHA_256_over_parts_behind_their_lengths()
    {
        // Computed apart from this code. A change here makes every stored document look changed.
        Assert.Equal("ce987826be483eaea8603645ae98c56a3b0adf394b9fbad77e68d3b0ac4a3522", ContentHash.Of(Draft));
        Assert.Equal("6950be0e8ff6a37942490c85cc9f5e20108cccb809b272fa32c4fcf31bcb9a93", ContentHash.Of(new DocumentDraft("id", "x")));
    }

    [Fact]
    public void A_character_that_moves_between_neighbouring_fields_changes_it()
    {
        var hash = ContentHash.Of(Draft);
        Assert.NotEqual(hash, ContentHash.Of(Draft with { Content = "conten", Type = "ttype" }));
        Assert.NotEqual(hash, ContentHash.Of(Draft with { Type = "typ", SourceFile = "efile.md" }));
        Assert.NotEqual(hash, ContentHash.Of(Draft with { SourceFile = "file.m", Concepts = ["done", "two"] }));
        Assert.NotEqual(hash, ContentHash.Of(Draft with { Concepts = ["onet", "wo"] }));
        Assert.NotEqual(hash, ContentHash.Of(Draft with { Concepts = ["onetwo"] }));
        Assert.NotEqual(hash, ContentHash.Of(Draft with { Concepts = ["one", "tw"], Project = "oproject" }));
    }

    [Fact]
    public void The_last_concept_is_not_taken_for_the_project() => Assert.NotEqual(
        ContentHash.Of(Draft with { Concepts = ["one", "two"], Project = null }),
        ContentHash.Of(Draft with { Concepts = ["one"], Project = "two" }));

    [Fact]
    public void No_project_is_not_an_empty_project() => Assert.NotEqual(
        ContentHash.Of(Draft with { Project = null }), ContentHash.Of(Draft with { Project = "" }));

    [Fact]
    public void No_concepts_are_an_empty_list() => Assert.Equal(
        ContentHash.Of(Draft with { Concepts = null }), ContentHash.Of(Draft with { Concepts = [] }));

    [Fact]
    public void The_id_and_the_maker_are_no_part_of_it() => Assert.Equal(
        ContentHash.Of(Draft), ContentHash.Of(Draft with { Id = "other", CreatedBy = null }));

    [Fact]
    public void Two_drafts_have_the_same_hash_exactly_when_they_say_the_same()
    {
        // Few letters and short fields: most pairs agree when they are run together, which is where a weak hash fails.
        var field = Gen.OneOf("", "a", "b", "aa", "ab", "ba");
        var project = Gen.OneOf<string?>(null, "", "a", "ab");
        var drafts = Gen.Select(field, field, field, field.Array[0, 3], project,
            (content, type, file, concepts, project) => new DocumentDraft("id", content, type, file, concepts, project));
        Gen.Select(drafts, drafts).Sample((one, other) => SaySame(one, other) == (ContentHash.Of(one) == ContentHash.Of(other)), iter: 20_000);
    }

    private static bool SaySame(DocumentDraft one, DocumentDraft other) =>
        one.Content == other.Content && one.Type == other.Type && one.SourceFile == other.SourceFile
        && one.Concepts!.SequenceEqual(other.Concepts!) && one.Project == other.Project;
}
