using System.Formats.Tar;
using System.IO.Compression;
using Xunit.Abstractions;

namespace Oracle.Vaults.Tests;

/// <summary>Ten thousand real pages in four scripts: tldr-pages, CC BY 4.0, which is not part of this repository.</summary>
public sealed class CorpusTests(ITestOutputHelper output)
{
    private const string Archive = "../shared/corpus/tldr.tar.gz";

    [SkippableFact]
    public void Every_page_of_a_real_corpus_becomes_documents_with_ids_of_their_own()
    {
        var archive = Path.Combine(RepositoryRoot(), Archive);
        Skip.IfNot(File.Exists(archive), $"{Archive} is not there (relative to the repository)");
        using var vault = new TempVault();
        using (var gzip = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress))
            TarFile.ExtractToDirectory(gzip, vault.Root, overwriteFiles: false);

        var items = vault.Read();

        var documents = items.OfType<VaultFile>().SelectMany(file => file.Documents).ToList();
        output.WriteLine($"{items.Count} items, {items.OfType<VaultFile>().Count()} files, {documents.Count} documents");
        foreach (var skipped in items.OfType<SkippedFile>())
            output.WriteLine(skipped.ToString());
        Assert.Empty(items.OfType<SkippedFile>());
        Assert.All(items.Cast<VaultFile>(), file => Assert.NotEmpty(file.Documents));
        Assert.Equal(documents.Count, documents.Select(document => document.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(vault.List().Files.Keys.Order(StringComparer.Ordinal), items.Cast<VaultFile>().Select(file => file.SourceFile));
    }

    private static string RepositoryRoot([System.Runtime.CompilerServices.CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));
}
