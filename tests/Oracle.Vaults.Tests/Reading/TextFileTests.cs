using System.Text;

namespace Oracle.Vaults.Tests.Reading;

public sealed class TextFileTests : IDisposable
{
    private readonly TempVault _vault = new();

    public void Dispose() => _vault.Dispose();

    [Fact]
    public void Invalid_utf8_is_named_with_its_place()
    {
        _vault.Write("latin1.md", [(byte)'c', (byte)'a', (byte)'f', 0xE9, (byte)'!']);

        Assert.Equal("is not valid UTF-8 (at byte 3)", _vault.ReasonFor("latin1.md"));
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0xAF })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xE0, 0xB8 })]
    public void Overlong_forms_surrogates_and_cut_sequences_are_not_utf8(byte[] bytes)
    {
        _vault.Write("bad.md", bytes);

        Assert.StartsWith("is not valid UTF-8", _vault.ReasonFor("bad.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_binary_file_is_named_as_such()
    {
        _vault.Write("image.md", [0x89, 0x50, 0x4E, 0x47, 0x00, 0x01]);

        Assert.Equal("is not text but binary (a NUL at byte 4)", _vault.ReasonFor("image.md"));
    }

    [Fact]
    public void Utf16_and_utf32_with_their_mark_are_read()
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, new UTF32Encoding(bigEndian: true, byteOrderMark: true) })
            _vault.Write($"{encoding.WebName}.md", [.. encoding.Preamble, .. encoding.GetBytes("# สวัสดี\r\nline")]);

        Assert.Equal(Enumerable.Repeat("# สวัสดี\nline", 4), _vault.Documents().Select(document => document.Content));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x00, 0xD8 }, "is not valid UTF-16 (at byte 2)")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x41, 0x00, 0x42 }, "is not valid UTF-16 (at byte 4)")]
    [InlineData(new byte[] { 0xFE, 0xFF, 0x00, 0x41, 0x00, 0x00 }, "is not text but binary (a NUL at character 1)")]
    public void Broken_utf16_is_named_with_its_place(byte[] bytes, string reason)
    {
        _vault.Write("broken.md", bytes);

        Assert.Equal(reason, _vault.ReasonFor("broken.md"));
    }

    [Fact]
    public void Eight_mebibytes_are_read_and_one_byte_more_is_not()
    {
        var bytes = new byte[Vault.MaxFileBytes + 1];
        Array.Fill(bytes, (byte)'x');
        _vault.Write("over.md", bytes);
        _vault.Write("exact.md", bytes[1..]);

        Assert.Equal(Vault.MaxFileBytes, _vault.Documents().Sum(document => document.Content.Length));
        Assert.Equal("has 8388609 bytes, over the limit of 8 MiB (8388608 bytes); split it", _vault.ReasonFor("over.md"));
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_text()
    {
        _vault.Write("bom.md", "\uFEFF---\ntitle: T\n---\nbody");

        Assert.Equal(("T", "body"), _vault.Documents().Select(document => (document.Title, document.Content)).Single());
    }

    [Theory]
    [InlineData("---\r\ntags: a\r\n---\r\n# T\r\n\r\n## One\r\ntext\r\n")]
    [InlineData("---\rtags: a\r---\r# T\r\r## One\rtext\r")]
    public void Windows_and_old_mac_line_ends_read_like_newlines(string text)
    {
        _vault.Write("a.md", text);

        Assert.Equal(["# T", "## One\ntext"], _vault.Documents().Select(document => document.Content));
        Assert.All(_vault.Documents(), document => Assert.Equal(["a"], document.Concepts));
    }

    [SkippableFact]
    public async Task A_pipe_is_not_opened()
    {
        Skip.If(OperatingSystem.IsWindows(), "named pipes are files only on Unix");
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", [_vault["pipe.md"]]);
        await mkfifo.WaitForExitAsync();
        Skip.If(mkfifo.ExitCode != 0, "mkfifo is not possible here");

        // A reading that opens it waits for a writer.
        var items = await Task.Run(() => _vault.Read()).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("is no regular file, or may not be looked at", Assert.IsType<SkippedFile>(Assert.Single(items)).Reason);
    }

    [Fact]
    public void The_rest_is_read_when_one_file_is_bad()
    {
        _vault.Write("a.md", "first");
        _vault.Write("b.md", [0xFF]);
        _vault.Write("c.md", "last");

        Assert.Equal(["a.md", "c.md"], _vault.Ids());
    }

    [Fact]
    public void A_small_file_cannot_yield_more_text_than_memory_holds()
    {
        var title = new string('t', 1_000);
        var sections = string.Concat(Enumerable.Repeat("## a\nb\n", 100_000));
        _vault.Write("ψ/memory/learnings/bomb.md", $"title: {title}\n{sections}");

        Assert.Equal("has too many sections; split it", _vault.ReasonFor("ψ/memory/learnings/bomb.md"));
    }

    [Fact]
    public void What_the_store_does_not_take_is_left_out_and_told_and_the_body_is_read()
    {
        _vault.Write("many.md", $"---\ntags: {string.Join(',', Enumerable.Range(0, 257))}\n---\nbody");
        _vault.Write("long.md", $"---\ntype: {new string('x', 4097)}\n---\nbody");

        _vault.Write("inline.md", string.Join(' ', Enumerable.Range(0, 300).Select(i => $"#t{i}")));

        var files = _vault.Read().Cast<VaultFile>().ToDictionary(file => file.SourceFile);
        Assert.Equal("line 2, 'tags': has 257 names; the first 256 are kept", Assert.Single(files["many.md"].Warnings).ToString());
        Assert.Equal("line 2, 'type': has over 4096 bytes and is left out", Assert.Single(files["long.md"].Warnings).ToString());
        Assert.Equal(VaultWarningKind.TooMuch, Assert.Single(files["inline.md"].Warnings).Kind);
        Assert.Equal((256, 256), (files["many.md"].Documents[0].Concepts.Count, files["inline.md"].Documents[0].Concepts.Count));
        Assert.Equal(["body", "note"], new[] { files["many.md"].Documents[0].Content, files["long.md"].Documents[0].Type });
    }
}
