using Oracle.Application.Learning;
using Oracle.Documents;

namespace Oracle.Host.Tests.Indexing;

public sealed class LearnFolderTests
{
    private static readonly LearnFolders Folders = new(Folder: null, "/data/notes");

    [Fact]
    public void Notes_go_to_the_first_folder_that_was_given_and_not_beside_a_file_that_was() =>
        Assert.Equal("/vault", LearnFolder.Of(Folders, [new Root("/home", "") { Excluded = Root.Everything, Number = 0 }, new Root("/data/notes", "notes") { Number = 1 }, new Root("/vault", "vault") { Number = 2 }]));

    [Fact]
    public void Where_no_folder_was_given_notes_go_to_Oracle_s_own() =>
        Assert.Equal("/data/notes", LearnFolder.Of(Folders, [new Root("/home", "") { Excluded = Root.Everything }]));
}
