using CsCheck;
using Oracle.Documents.Searching;
using Oracle.Documents.Tests.Searching;

namespace Oracle.Documents.Tests.Suite;

public abstract partial class StoreSuite
{
    private const int Deep = 100;

    [Theory]
    [InlineData("archives", "Extract a tar archive here")]
    [InlineData("extracting", "Extract a tar archive here")]
    [InlineData("TAR", "Extract a tar archive here")]
    [InlineData("synchronise", "It synchronises two stores")]
    public async Task English_is_found_by_the_stem_of_a_word(string query, string content)
    {
        await Accept(new("hit", content), new("other", "Nothing of the kind"));
        Assert.Equal(["hit"], (await Search.SearchAsync(query, new SearchFilter(), Deep)).Ids);
    }

    [Theory]
    [InlineData("ข้อมูล", "ระบบจัดเก็บข้อมูลสองแห่งให้ตรงกัน")]
    [InlineData("ตรงกัน", "ระบบจัดเก็บข้อมูลสองแห่งให้ตรงกัน")]
    [InlineData("数据库", "保持两个数据库同步")]
    [InlineData("データベース", "二つのデータベースを同期する")]
    [InlineData("同期する", "二つのデータベースを同期する")]
    [InlineData("base", "two databases")]
    [InlineData("TABA", "two databases")]
    public async Task A_piece_of_running_text_is_found_in_scripts_with_and_without_spaces(string query, string content)
    {
        await Accept(new("hit", content), new("other", "Nothing of the kind, nichts ähnliches, ไม่มีอะไรเลย, 什么都没有, なにもない"));
        Assert.Equal(["hit"], (await Search.SearchAsync(query, new SearchFilter(), Deep)).Ids);
    }

    [Theory]
    [InlineData("数据", "保持两个数据库同步")]
    [InlineData("同期", "二つのデータベースを同期する")]
    [InlineData("งู", "เลี้ยงงูในบ้าน")]
    [InlineData("水", "我喝水")]
    [InlineData("C#", "in C# 14")]
    [InlineData(" ax ", "climax")]
    [InlineData("AX", "climax")]
    [InlineData("😀", "so 😀!")]
    public async Task One_or_two_characters_are_found_anywhere_in_the_text(string query, string content)
    {
        await Accept(new("hit", content), new("other", "nothing of the kind"));
        Assert.Equal(["hit"], (await Search.SearchAsync(query, new SearchFilter(), Deep)).Ids);
    }

    [Fact]
    public async Task A_phrase_in_quotes_has_to_be_there_and_an_excluded_one_must_not()
    {
        await Accept(
            new("both", "Two stores drift apart."), new("scattered", "Two of them drift; the stores apart."), new("phrase", "There are two stores."),
            new("thai", "ระบบจัดเก็บข้อมูลสองแห่ง"), new("other", "Nothing of the kind."));

        Assert.Equal(["both", "phrase"], (await Found("\"two stores\" drift")).Order());
        Assert.Equal(["scattered"], await Found("drift -\"two stores\""));
        Assert.Equal(["phrase"], await Found("\"two stores\" -\"apart\""));
        Assert.Equal(["thai"], await Found("\"ข้อมูลสอง\""));
        Assert.Empty(await Found("-\"apart\""));
        Assert.DoesNotContain("scattered", await Found("drift -\"of\""));
        Assert.Empty(await Found("ระบบ -\"ข้อมูล\""));
        var all = await Search.LookUpAsync(found => found.Revisions(["both", "scattered", "phrase", "thai"], new SearchFilter(), "\"two stores\" -\"apart\""));
        Assert.Equal(["phrase"], all.Keys);
    }

    [Fact]
    public async Task What_is_excluded_is_so_from_all_passages_of_a_section()
    {
        await Documents.ReplaceFileAsync("f.md", [Passage("f.md", "1/2", "Circuits open."), Passage("f.md~2", "2/2", "They close again.")], Now);
        await Documents.ReplaceFileAsync("g.md", [Passage("g.md", "1/2", "Circuits break."), Passage("g.md~2", "2/2", "They stay broken.")], Now);

        Assert.Equal(["f.md", "g.md"], (await Found("circuits")).Order());
        Assert.Equal(["g.md"], await Found("circuits -\"close again\""));

        static DocumentDraft Passage(string id, string which, string content) => new(id, content, SourceFile: id.Split('~')[0], CreatedBy: DocumentDraft.Indexer)
        {
            Labels = Labels.None with { SectionId = id.Split('~')[0], Passage = which },
        };
    }

    [Fact]
    public async Task A_star_behind_a_word_finds_what_begins_so()
    {
        await Accept(new("begins", "A synchroniser of stores."), new("not", "They are out of sync."), new("other", "Nothing of the kind."));

        Assert.Equal(["begins"], await Found("synchro*"));
        Assert.Equal(["begins", "not"], (await Found("syn*")).Order());
    }

    [Theory]
    [InlineData("git commit --amend", "git commit --amend", "git amend: commit, then commit and amend, commit git")]
    [InlineData("List<int>", "It returns a List<int> of all.", "list int, int list, list of int: a list, an int")]
    [InlineData("C#", "Written in C# long ago, and much else is to be said of it", "C, and C, or C")]
    [InlineData("/etc/nginx/nginx.conf", "Edit /etc/nginx/nginx.conf first, and then the other files of it", "nginx conf etc nginx conf etc nginx")]
    [InlineData("ada@example.org", "Write to ada@example.org for all that is not said here.", "example org ada, ada org example")]
    public async Task The_very_string_comes_before_its_scattered_words(string query, string exact, string scattered)
    {
        await Accept(new("scattered", scattered), new("exact", exact), new("other", "Nothing of the kind."));

        Assert.Equal(["exact", "scattered"], (await Search.SearchAsync(query, new SearchFilter(), Deep)).Ids);
    }

    [Fact]
    public async Task A_word_of_nearly_all_documents_is_left_out_where_others_tell_more()
    {
        await Accept([.. Enumerable.Range(0, 2_100).Select(i => new DocumentDraft($"d{i}", $"common thing {i}{(i == 7 ? " heron" : "")}"))]);

        Assert.Equal(["d7"], (await Search.SearchAsync("common heron", new SearchFilter(), Deep)).Ids);
        Assert.Equal(Deep, (await Search.SearchAsync("common thing", new SearchFilter(), Deep)).Ids.Count);
        Assert.Equal(1_000, (await Search.SearchAsync("common thing", new SearchFilter(), Deep)).Total);
    }

    [Theory]
    [InlineData("数据 同步", "保持两个数据库同步")]
    [InlineData("東京 大阪", "新幹線は東京駅から新大阪駅まで")]
    public async Task Words_of_two_characters_with_a_space_between_them_are_found(string query, string content)
    {
        await Accept(new("hit", content), new("other", "nothing of the kind"));
        Assert.Equal(["hit"], await Found(query));
    }

    [Fact]
    public async Task Of_short_words_documents_with_more_of_them_come_first_then_newer_ones()
    {
        await Accept(new DocumentDraft("both", "保持两个数据库同步"));
        await Documents.AcceptAsync([new DocumentDraft("one", "数据")], Now.AddMinutes(1));
        await Documents.AcceptAsync([new DocumentDraft("newer", "同步")], Now.AddMinutes(2));
        Assert.Equal(["both", "newer", "one"], (await Search.SearchAsync("数据 同步", new SearchFilter(), Deep)).Ids);
    }

    [Fact]
    public async Task Percent_underscore_and_backslash_mean_themselves()
    {
        await Accept(new("percent", "100% sure"), new("underscore", "snake_case"), new("backslash", @"C:\temp"), new("none", "plain"));
        Assert.Equal(["percent"], await Found("%"));
        Assert.Equal(["percent"], await Found("0%"));
        Assert.Equal(["underscore"], await Found("_"));
        Assert.Equal(["underscore"], await Found("e_"));
        Assert.Equal(["backslash"], await Found(@"\"));
        Assert.Equal(["backslash"], await Found(@":\"));
    }

    [Fact]
    public async Task Short_queries_find_what_documents_say_and_not_how_a_store_writes_it_down()
    {
        await Accept(new("bracket", "a [] b"), new("tagged", "text", Concepts: ["one", "two"]), new("plain", "text"));
        Assert.Equal(["bracket"], await Found("[]"));
        Assert.Equal(["bracket"], await Found("["));
        Assert.Empty(await Found("\""));
        Assert.Empty(await Found("\","));
    }

    [Theory]
    [InlineData("synchronisation")]
    [InlineData("ซิงค์")]
    [InlineData("同步")]
    [InlineData("水")]
    [InlineData("😀")]
    [InlineData("😀😀")]
    [InlineData("𠮷野家")]
    [InlineData("a\"b")]
    [InlineData("c\\d")]
    public async Task Concepts_are_found_like_text(string concept)
    {
        await Accept(new("hit", "text", Concepts: ["first", concept]), new("other", "text", Concepts: ["first"]));
        Assert.Equal(["hit"], await Found(concept));
    }

    [Fact]
    public async Task Any_of_several_words_will_do_and_more_of_them_come_first()
    {
        await Accept(new("one", "a tar of pitch and some other words"), new("both", "a tar archive and some other words"), new("none", "nothing"));
        Assert.Equal(["both", "one"], (await Search.SearchAsync("tar archive", new SearchFilter(), Deep)).Ids);
    }

    [Fact]
    public async Task No_more_than_asked_for_are_returned_and_all_are_counted()
    {
        await Accept([.. Enumerable.Range(0, 5).Select(i => new DocumentDraft($"d{i}", $"database number {i} ax"))]);
        foreach (var query in new[] { "database", "ax" })
        {
            var matches = await Search.SearchAsync(query, new SearchFilter(), depth: 2);
            Assert.Equal((query, 2, 5L), (query, matches.Hits.Count, matches.Total));
        }
    }

    [Fact]
    public async Task A_filter_on_type_leaves_other_types_out()
    {
        await Accept(new("a", "text of a"), new("b", "text of b", "learning"));
        foreach (var query in new[] { "text", "te" })
        {
            Assert.Equal(["b"], await Found(query, new SearchFilter(Type: "learning")));
            Assert.Equal(["b"], await Found(query, new SearchFilter(Type: "Learning")));
            Assert.Empty(await Found(query, new SearchFilter(Type: "learn")));
            Assert.Equal(["a", "b"], await Found(query));
        }
    }

    [Fact]
    public async Task Types_are_told_as_they_are_written_whatever_their_case()
    {
        await Accept(new("a", "text", "Note"), new("b", "text", "note"), new("c", "text", "notes"));
        await Documents.DeleteAsync("b", Now);

        Assert.Equal(["Note"], await Search.LookUpAsync(static found => found.Types("NOTE")));
        Assert.Empty(await Search.LookUpAsync(static found => found.Types("learning")));
    }

    [Fact]
    public async Task A_filter_on_project_leaves_other_projects_out_but_not_documents_of_none()
    {
        await Accept(new("mine", "text of mine", Project: "p"), new("other", "text of other", Project: "q"), new("all", "text of all"));
        foreach (var query in new[] { "text", "te" })
        {
            Assert.Equal(["all", "mine"], await Found(query, new SearchFilter(Project: "p")));
            Assert.Equal(["all"], await Found(query, new SearchFilter(Project: "none of them")));
            Assert.Equal(["all", "mine", "other"], await Found(query));
        }
    }

    [Fact]
    public async Task Filtered_documents_take_no_place_among_those_returned()
    {
        await Accept([.. Enumerable.Range(0, 20).Select(i => new DocumentDraft($"n{i}", "text")), new("hit", "text and more words than the others have", "learning")]);
        foreach (var query in new[] { "text", "te" })
        {
            var matches = await Search.SearchAsync(query, new SearchFilter(Type: "learning"), depth: 1);
            Assert.Equal("hit", Assert.Single(matches.Ids));
            Assert.Equal(1, matches.Total);
        }
    }

    [Fact]
    public async Task A_changed_document_is_found_by_its_new_text_alone()
    {
        await Accept(new DocumentDraft("a", "elephants", Concepts: ["trunks"]));
        await Accept(new DocumentDraft("a", "crocodiles", Concepts: ["teeth"]));
        Assert.Empty(await Found("elephants"));
        Assert.Empty(await Found("trunks"));
        Assert.Equal(["a"], await Found("crocodiles"));
        Assert.Equal(["a"], await Found("teeth"));
    }

    [Fact]
    public async Task A_tombstone_never_matches()
    {
        await AcceptIds("a", "b");
        await Documents.DeleteAsync("a", Now);
        Assert.Equal(["b"], await Found("text"));
        Assert.Equal(["b"], await Found("te"));
        Assert.Equal(["b"], (await Search.LookUpAsync(found => found.Hydrate(["a", "b"], new SearchFilter()))).Keys);
        Assert.Equal(["b"], (await Search.LookUpAsync(found => found.Revisions(["a", "b"], new SearchFilter()))).Keys);
    }

    [Fact]
    public async Task Documents_are_found_whether_Chroma_has_them_or_not()
    {
        await AcceptSynced("synced");
        await AcceptQuarantined("refused");
        await AcceptIds("pending");
        Assert.Equal(["pending", "refused", "synced"], await Found("text"));
    }

    [Fact]
    public async Task Hits_are_looked_up_with_their_current_revision_and_text()
    {
        await Accept(new DocumentDraft("a", "old"));
        var draft = new DocumentDraft("a", "new", "learning", "f.md", ["c"], "p");
        var revision = (await Accept(draft)).Revisions["a"];
        string[] ids = ["a", "unknown", "\"'\uD800\0", ""];
        Assert.Equal([KeyValuePair.Create("a", revision)], await Search.LookUpAsync(found => found.Revisions(ids, new SearchFilter())));
        var hit = Assert.Single(await Search.LookUpAsync(found => found.Hydrate(ids, new SearchFilter()))).Value;
        Assert.Equal(("a", "learning", "new", "f.md", "p"), (hit.Id, hit.Type, hit.Content, hit.SourceFile, hit.Project));
        Assert.Equal(["c"], hit.Concepts);
        Assert.Empty(await Search.LookUpAsync(found => found.Hydrate([], new SearchFilter())));
    }

    [Fact]
    public async Task Hits_that_do_not_pass_the_filter_are_not_looked_up()
    {
        await Accept(new("a", "text", "note", Project: "p"), new("b", "text", "learning", Project: "q"), new("c", "text", "learning"));
        Assert.Equal(["b", "c"], await Hydrated(new SearchFilter(Type: "learning")));
        Assert.Equal(["a", "c"], await Hydrated(new SearchFilter(Project: "p")));

        async Task<IEnumerable<string>> Hydrated(SearchFilter filter)
        {
            var revisions = await Search.LookUpAsync(found => found.Revisions(["a", "b", "c"], filter));
            var documents = await Search.LookUpAsync(found => found.Hydrate(["a", "b", "c"], filter));
            Assert.Equal(documents.Keys.Order(StringComparer.Ordinal), revisions.Keys.Order(StringComparer.Ordinal));
            return revisions.Keys.Order(StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task Every_nasty_text_is_a_legal_query()
    {
        await AcceptIds("a", "b");
        foreach (var query in Queries.Nasty)
        {
            var error = await Record.ExceptionAsync(() => Search.SearchAsync(query, new SearchFilter(query, query), Deep));
            Assert.True(error is null, $"{Escaped(query)}: {error}");
        }
    }

    [Fact]
    public async Task Any_text_is_a_legal_query()
    {
        await Accept([.. Queries.Nasty.Select((query, i) => new DocumentDraft($"d{i}", query))]);
        await Queries.Any.SampleAsync(query => Search.SearchAsync(query, new SearchFilter(), Deep), iter: 1_000, print: Escaped);
    }

    [Fact]
    public async Task What_a_document_says_is_found_by_asking_for_it()
    {
        var taken = (await Accept([.. Queries.Nasty.Select(query => new DocumentDraft($"id {Escaped(query)}", query + " and more"))])).Accepted;
        foreach (var query in Queries.Nasty.Where(q => taken.Contains($"id {Escaped(q)}") && SearchText.Of(q) is { Excluded.Count: 0 } text && text.Text.Any(char.IsLetter)))
            Assert.True((await Found(query)).Contains($"id {Escaped(query)}"), Escaped(query));
    }

    [Fact]
    public async Task A_query_as_long_as_a_book_is_answered()
    {
        await Accept(new DocumentDraft("a", "word1 of a book"));
        Assert.Equal(["a"], await Found(string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"word{i}"))));
        Assert.Empty(await Found(new string('x', 20_000)));
        Assert.Empty(await Found(new string('ก', 20_000)));
    }

    private static string Escaped(string query) =>
        string.Concat(query.Select(c => c is >= ' ' and < '\u007F' ? c.ToString() : $"\\u{(int)c:X4}"));
}
