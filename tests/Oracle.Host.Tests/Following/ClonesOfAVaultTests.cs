namespace Oracle.Host.Tests.Following;

/// <summary>Two roots whose learned notes have ids that do not tell the root: the first, and the folder that notes are learned into.</summary>
public sealed class ClonesOfAVaultTests
{
    private const string Note = "ψ/memory/learnings/2026-01-17_permissions.md";
    private const string Text = "---\ntitle: Permissions\ncreated: 2026-01-17\nsource: a talk\n---\n\nMask first.";

    [Theory]
    [InlineData("v", "clone")]
    [InlineData("clone", "v")]
    public async Task A_note_deleted_in_one_is_still_there_for_the_other(string first, string second)
    {
        await using var folder = new FollowedFolder(learnedInto: "clone");
        foreach (var root in new[] { "v", "clone" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[$"{root}/{Note}"])!);
            await File.WriteAllTextAsync(folder[$"{root}/{Note}"], Text);
            await File.WriteAllTextAsync(folder[$"{root}/other.md"], $"another note of {root}");
        }

        await folder.IndexAsync(first);
        await folder.IndexAsync(second);
        var both = (await folder.DocumentsAsync()).Where(each => each.Value.EndsWith("Mask first.", StringComparison.Ordinal)).ToDictionary();
        Assert.Equal(2, both.Count);

        File.Delete(folder[$"{second}/{Note}"]);
        await folder.IndexAsync(second, deleteMissing: true);
        Assert.Equal(both.Where(each => each.Key == "learning_2026-01-17_permissions"), (await folder.DocumentsAsync()).Where(both.Contains));
    }

    [Fact]
    public async Task A_note_that_another_root_had_gets_its_id_when_it_is_written_again()
    {
        await using var folder = new FollowedFolder(learnedInto: "clone");
        foreach (var root in new[] { "v", "clone" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[$"{root}/{Note}"])!);
            await File.WriteAllTextAsync(folder[$"{root}/{Note}"], Text);
            await File.WriteAllTextAsync(folder[$"{root}/other.md"], $"another note of {root}");
            await folder.IndexAsync(root);
        }

        File.Delete(folder[$"v/{Note}"]);
        await folder.IndexAsync("v", deleteMissing: true);
        await File.WriteAllTextAsync(folder[$"clone/{Note}"], Text + " Then run.");
        await folder.IndexAsync("clone");
        Assert.Equal(
            ["learning_2026-01-17_permissions"],
            (await folder.DocumentsAsync()).Where(each => each.Value.Contains("Mask first.", StringComparison.Ordinal)).Select(each => each.Key));
    }

    [Fact]
    public async Task A_folder_that_the_settings_name_by_a_link_keeps_the_ids_as_well()
    {
        await using var folder = new FollowedFolder(learnedInto: "link");
        Directory.CreateDirectory(Path.GetDirectoryName(folder[$"clone/{Note}"])!);
        await File.WriteAllTextAsync(folder[$"clone/{Note}"], Text);
        Directory.CreateSymbolicLink(folder["link"], folder["clone"]);
        await folder.IndexAsync("v");

        await folder.IndexAsync("clone");
        Assert.Equal(["learning_2026-01-17_permissions"], (await folder.DocumentsAsync()).Keys);
    }
}
