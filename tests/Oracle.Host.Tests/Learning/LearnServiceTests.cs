using Oracle.Actors.Ports;
using Oracle.Api.Learning;
using Oracle.Application;
using Oracle.Documents;

namespace Oracle.Host.Tests.Learning;

public sealed class LearnServiceTests : IDisposable
{
    private readonly LearningNotes _notes = new();

    public void Dispose() => _notes.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Fact]
    public async Task A_name_that_another_program_takes_meanwhile_stays_its_own_and_the_note_gets_the_next()
    {
        var taken = "";
        _notes.WhenBegun = file =>
        {
            if (taken.Length > 0)
                return;
            taken = file.Path;
            Directory.CreateDirectory(Path.GetDirectoryName(taken)!);
            File.WriteAllText(taken, "Another program's.");
        };

        var learned = await _notes.Learn.LearnAsync(new LearnOrder("One name"));

        Assert.EndsWith("_one-name-2", learned.Id, StringComparison.Ordinal);
        Assert.Equal("Another program's.", await File.ReadAllTextAsync(taken));
        Assert.True((await _notes.ProjectsAsync()).ContainsKey(learned.Id));
        Assert.Empty(await _notes.BegunAsync());
        Assert.Equal([Path.GetFileName(taken), Path.GetFileName(taken).Replace(".md", "-2.md", StringComparison.Ordinal)], Files().OrderBy(file => file.Length));
    }

    [Fact]
    public async Task A_note_that_cannot_be_stored_leaves_nothing()
    {
        _notes.BeforeStoring = _ => throw new StoreUnavailableException("the disk is full");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => _notes.Learn.LearnAsync(new LearnOrder("Not stored")));

        Assert.Empty(Files());
        Assert.Empty(await _notes.BegunAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_nobody_knows_whether_a_note_is_stored_it_stays_and_the_next_start_indexes_it(bool isStored)
    {
        _notes.BeforeStoring = _ => Unless(isStored);
        _notes.AfterStoring = () => Unless(false);

        var told = await Assert.ThrowsAsync<NotAnsweringException>(() => _notes.Learn.LearnAsync(new LearnOrder("Nobody knows")));

        var file = Path.Combine(_notes.Folder, Assert.Single(Files()));
        Assert.Contains(file, told.Message, StringComparison.Ordinal);
        Assert.Equal(file, Assert.Single(await _notes.BegunAsync()).Path);
        (_notes.BeforeStoring, _notes.AfterStoring) = (_ => { }, () => { });
        await _notes.Learn.FinishAsync(CancellationToken.None);
        Assert.Equal($"learning_{Path.GetFileNameWithoutExtension(file)}", Assert.Single(await _notes.ProjectsAsync()).Key);
        Assert.Empty(await _notes.BegunAsync());

        static void Unless(bool answers)
        {
            if (!answers)
                throw new NotAnsweringException("The host is busy.");
        }
    }

    [Theory]
    [InlineData("pattern")]
    [InlineData("source")]
    [InlineData("project")]
    [InlineData("cwd")]
    [InlineData("origin")]
    [InlineData("concepts[1]")]
    public async Task A_NUL_is_the_mistake_of_its_field(string field)
    {
        string Of(string name) => name == field ? "a\0b" : "a";

        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => _notes.Learn.LearnAsync(new LearnOrder(Of("pattern"), Of("source"), ["a", Of("concepts[1]")], Of("project"), Of("cwd"), Of("origin"))));

        Assert.Equal(FailureKind.BadInput, refused.Kind);
        Assert.StartsWith(field + ":", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_notes.Notes));
    }

    [Fact]
    public async Task More_concepts_than_a_document_may_have_are_the_mistake_of_their_field()
    {
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => _notes.Learn.LearnAsync(new LearnOrder("Many", Concepts: Concepts(201))));

        Assert.Equal(FailureKind.BadInput, refused.Kind);
        Assert.StartsWith("concepts:", refused.Message, StringComparison.Ordinal);
        Assert.True((await _notes.Learn.LearnAsync(new LearnOrder("Many", Concepts: Concepts(200)))).Success);

        static List<string> Concepts(int count) => [.. Enumerable.Range(0, count).Select(i => $"one{i}")];
    }

    [Theory]
    [InlineData("notes")]
    [InlineData("notes/ψ/memory")]
    public async Task A_folder_that_cannot_be_made_is_told_by_its_path(string inTheWay)
    {
        var file = Path.Combine(Path.GetDirectoryName(_notes.Notes)!, inTheWay);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, "A file in its way.");

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => _notes.Learn.LearnAsync(new LearnOrder("Nowhere")));

        Assert.Equal(FailureKind.Unavailable, refused.Kind);
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        Assert.Empty(await _notes.BegunAsync());
    }

    [Theory]
    [InlineData("Acme/Web", null, "acme/web")]
    [InlineData("notes/2024", "/home/me/github.com/acme/web", "notes/2024")]
    [InlineData("https://github.com/Acme/Web", null, "https://github.com/acme/web")]
    [InlineData(null, "/home/me/github.com/Acme/Web/src", "github.com/acme/web")]
    [InlineData(null, null, null)]
    public async Task The_project_is_what_is_given_where_it_is_taken_so(string? project, string? cwd, string? stored)
    {
        var learned = await _notes.Learn.LearnAsync(new LearnOrder("Of a project", Project: project, Cwd: cwd), takesProjectAsGiven: true);

        Assert.Equal(stored, (await _notes.ProjectsAsync())[learned.Id]);
    }

    [Theory]
    [InlineData("Acme/Web", null, "github.com/acme/web")]
    [InlineData("https://github.com/Acme/Web", null, "github.com/acme/web")]
    [InlineData(null, "from github.com/Acme/Web", "github.com/acme/web")]
    public async Task Else_it_is_the_repository_that_is_meant(string? project, string? source, string stored)
    {
        var learned = await _notes.Learn.LearnAsync(new LearnOrder("Of a project", source, Project: project));

        Assert.Equal(stored, (await _notes.ProjectsAsync())[learned.Id]);
    }

    [Fact]
    public async Task A_note_that_cannot_be_mended_holds_up_no_other_whatever_is_wrong_with_it()
    {
        var (binary, failing, good) = (await _notes.LeftAsync("2026-01-17_a", "bin\0ary"), await _notes.LeftAsync("2026-01-17_b"), await _notes.LeftAsync("2026-01-17_c"));
        _notes.BeforeStoring = file =>
        {
            if (file.EndsWith("_b.md", StringComparison.Ordinal))
                throw new InvalidCastException("something that nobody thought of");
        };

        await _notes.Learn.FinishAsync(CancellationToken.None);

        Assert.Equal([binary, failing], (await _notes.BegunAsync()).Select(file => file.Path));
        Assert.Equal("learning_2026-01-17_c", Assert.Single(await _notes.ProjectsAsync()).Key);
        Assert.True(File.Exists(good));
    }

    [Fact]
    public async Task A_note_whose_folder_is_not_there_is_mended_at_a_start_that_finds_it()
    {
        await _notes.LeftAsync("2026-01-17_away");
        var half = Path.Combine(_notes.Folder, ".2026-01-17_away.learning");
        await File.WriteAllTextAsync(half, "---\ntitle: Le");
        Directory.Move(_notes.Notes, _notes.Notes + "-unmounted");

        await _notes.Learn.FinishAsync(CancellationToken.None);

        Assert.Single(await _notes.BegunAsync());
        Directory.Move(_notes.Notes + "-unmounted", _notes.Notes);
        await _notes.Learn.FinishAsync(CancellationToken.None);
        Assert.Empty(await _notes.BegunAsync());
        Assert.Equal("learning_2026-01-17_away", Assert.Single(await _notes.ProjectsAsync()).Key);
        Assert.False(File.Exists(half));
    }

    [Fact]
    public async Task A_note_that_is_being_learned_while_others_are_mended_keeps_what_it_has_written()
    {
        await _notes.LeftAsync("2026-01-17_left");
        Task? mending = null;
        _notes.WhenBegun = _ =>
        {
            var looks = _notes.Looks;
            mending = _notes.Learn.FinishAsync(CancellationToken.None);
            // Whoever does not wait for a turn looks at once, and takes this note for one that was left.
            Assert.Equal(looks, _notes.Looks);
        };

        var learned = await _notes.Learn.LearnAsync(new LearnOrder("Meanwhile"));
        await mending!;

        Assert.Equal(["learning_2026-01-17_left", learned.Id], (await _notes.ProjectsAsync()).Keys.Order(StringComparer.Ordinal));
        Assert.Empty(await _notes.BegunAsync());
    }

    [Fact]
    public async Task A_name_that_a_half_learned_note_still_needs_is_not_given_to_another()
    {
        var first = await _notes.Learn.LearnAsync(new LearnOrder("Twice"));
        var path = Path.Combine(_notes.Notes, first.File);
        var begun = new LearningFile(path.Replace(".md", "-2.md", StringComparison.Ordinal), Path.Combine(_notes.Folder, ".half.learning"));
        await _notes.BeginAsync(begun);

        var next = await _notes.Learn.LearnAsync(new LearnOrder("Twice"));

        Assert.Equal(first.Id + "-3", next.Id);
        Assert.Equal([begun], await _notes.BegunAsync());
    }

    private string[] Files() => Directory.Exists(_notes.Folder) ? [.. Directory.GetFiles(_notes.Folder).Select(file => Path.GetFileName(file))] : [];
}
