namespace Oracle.Vaults.Tests.Walking;

public sealed class FolderWalkTests : IDisposable
{
    private readonly TempVault _vault = new();

    public void Dispose() => _vault.Dispose();

    [Fact]
    public void Markdown_is_found_by_its_extensions_in_ordinal_order_of_paths()
    {
        foreach (var name in new[] { "b.md", "a/z.md", "a.md", "a-b.md", "a/b/c.markdown", "B.MD", "picture.png", "notes.txt", "ไทย.md", "a/.md5" })
            _vault.Write(name, "text");

        Assert.Equal(["B.MD", "a-b.md", "a.md", "a/b/c.markdown", "a/z.md", "b.md", "ไทย.md"], _vault.Ids());
    }

    [Fact]
    public void Hidden_folders_and_what_editors_leave_behind_are_passed_over_in_silence()
    {
        foreach (var name in new[] { ".git/a.md", ".obsidian/a.md", "node_modules/x/README.md", "._a.md", ".#a.md", "sub/.trash/a.md", "seen.md" })
            _vault.Write(name, "text");

        Assert.Equal("seen.md", Assert.IsType<VaultFile>(Assert.Single(_vault.Read())).SourceFile);
    }

    [Fact]
    public void A_file_whose_name_begins_with_a_dot_is_read()
    {
        // The manual page of the shell's "." command, for one.
        _vault.Write("..md", "text");

        Assert.Equal(["..md"], _vault.Ids());
    }

    [Fact]
    public void A_file_given_directly_is_read_whatever_its_extension()
    {
        _vault.Write("docs/LICENSE", "Permission");

        Assert.Equal(["docs/LICENSE"], _vault.Ids("docs/LICENSE"));
    }

    [Fact]
    public void Ids_do_not_depend_on_where_the_reading_starts()
    {
        _vault.Write("a/b/c.md", "text");
        _vault.Write("other.md", "text");

        Assert.Equal(["a/b/c.md"], _vault.Ids("a"));
        Assert.Equal(["a/b/c.md"], _vault.Ids("a/b/"));
        Assert.Equal(["a/b/c.md"], _vault.Ids("a/b/c.md"));
    }

    [Fact]
    public void A_path_that_does_not_exist_is_named()
    {
        Assert.Equal($"{_vault["none"]}: does not exist", Assert.Throws<FileNotFoundException>(() => _vault.Read("none")).Message);
        Assert.Throws<FileNotFoundException>(() => Vault.List(new VaultRoot(_vault["none"]), _vault["none"]));
        Assert.Throws<FileNotFoundException>(() => Vault.RootOf(_vault["none"]));
    }

    [Fact]
    public void Bad_arguments_are_refused_before_anything_is_read()
    {
        _vault.Write("a.md", "text");

        Assert.Throws<DirectoryNotFoundException>(() => Vault.List(new VaultRoot(_vault["a.md"]), _vault["a.md"]));
        Assert.Throws<ArgumentException>(() => Vault.List(new VaultRoot(_vault.Root), Path.GetTempPath()));
        Assert.Throws<ArgumentException>(() => Vault.List(new VaultRoot(_vault.Root, "no-slash"), _vault.Root));
        Assert.Throws<ArgumentException>(() => Vault.List(new VaultRoot(_vault.Root, "a\nb/"), _vault.Root));
    }

    [Fact]
    public void A_folder_beside_the_root_is_not_within_it_though_its_name_begins_the_same()
    {
        Directory.CreateDirectory(_vault.Root + "-2");

        Assert.Throws<ArgumentException>(() => Vault.List(new VaultRoot(_vault.Root), _vault.Root + "-2"));
    }

    [Fact]
    public void A_walk_can_be_cancelled()
    {
        _vault.Write("a.md", "text");
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => Vault.List(new VaultRoot(_vault.Root), _vault.Root, cancellationToken: source.Token));
    }

    [Fact]
    public void A_file_that_vanishes_or_changes_on_the_way_is_told_apart()
    {
        _vault.Write("a.md", "text");
        _vault.Write("b.md", "text");
        var root = new VaultRoot(_vault.Root);
        var (files, reader) = (_vault.List().Files, Vault.Reader(root));
        File.Delete(_vault["a.md"]);
        _vault.Write("b.md", "changed");

        Assert.IsType<VanishedFile>(reader.Read(files["a.md"]));
        // What is read is what is there, whenever it was listed.
        Assert.Equal("changed", Assert.IsType<VaultFile>(reader.Read(files["b.md"])).Documents[0].Content);
    }

    [Fact]
    public void A_stamp_tells_a_content_of_the_same_size_and_time_apart()
    {
        var path = _vault.Write("a.md", "one");
        var time = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, time);
        var before = _vault.List().Files["a.md"].Stamp;
        // Beside it and renamed over it, with the old time, as a back-up is brought back.
        _vault.Write("b.md", "two");
        File.SetLastWriteTimeUtc(_vault["b.md"], time);
        File.Move(_vault["b.md"], path, overwrite: true);
        var after = _vault.List().Files["a.md"].Stamp;

        Assert.Equal((before.Size, before.Modified), (after.Size, after.Modified));
        Assert.NotEqual(before.ToString(), after.ToString());
    }

    [SkippableFact]
    public void A_decomposed_name_has_a_composed_id_and_is_found_by_either_spelling()
    {
        Skip.If(OperatingSystem.IsMacOS(), "the file system normalises by itself");
        _vault.Write("cafe\u0301/menu\u0308.md", "text");

        Assert.Equal(["caf\u00E9/men\u00FC.md"], _vault.Ids());
        Assert.Equal(["caf\u00E9/men\u00FC.md"], _vault.Ids("caf\u00E9"));
        Assert.Equal(["caf\u00E9/men\u00FC.md"], _vault.Ids("caf\u00E9/men\u00FC.md"));
        Assert.Equal(["men\u00FC.md"], TempVault.Read(new VaultRoot(_vault["caf\u00E9"])).OfType<VaultFile>().Select(file => file.SourceFile));
        Assert.Equal(_vault["cafe\u0301"], Vault.RootOf(_vault["caf\u00E9"]));
    }

    [SkippableFact]
    public void Of_two_names_that_differ_only_in_normalisation_one_is_read()
    {
        Skip.If(OperatingSystem.IsMacOS() || OperatingSystem.IsWindows(), "such names cannot be told apart here");
        _vault.Write("cafe\u0301.md", "decomposed");
        _vault.Write("caf\u00E9.md", "composed");

        Assert.Equal("decomposed", Assert.Single(_vault.Documents()).Content);
        Assert.Contains("Unicode normalisation", _vault.ReasonFor("caf\u00E9.md"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_name_that_cannot_be_an_id_is_listed()
    {
        Skip.If(OperatingSystem.IsWindows(), "such names are not possible here");
        _vault.Write("two\nlines.md", "text");
        _vault.Write("bad\tfolder/a.md", "text");
        _vault.Write("fine.md", "text");

        Assert.Equal(["fine.md"], _vault.Ids());
        Assert.Equal("its name contains a control character; rename it", _vault.ReasonFor("two\nlines.md"));
        Assert.Equal("its name contains a control character; rename it", _vault.ReasonFor("bad\tfolder"));
    }

    [SkippableFact]
    public void A_folder_and_a_file_without_permission_are_listed_and_the_rest_is_read()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes.");
        _vault.Write("closed/a.md", "text");
        _vault.Write("secret.md", "text");
        _vault.Write("z.md", "text");
        TempVault.Close(_vault["closed"]);
        TempVault.Close(_vault["secret.md"]);

        _vault.AsUserWithoutRights(() =>
        {
            Assert.Equal(["z.md"], _vault.Ids());
            Assert.Equal("no permission to read the folder", _vault.ReasonFor("closed"));
            Assert.Equal("no permission to read the file", _vault.ReasonFor("secret.md"));
        });
    }
}
