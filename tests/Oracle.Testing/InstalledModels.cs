namespace Oracle.Testing;

/// <summary>The embedding models that <c>./test</c> restores.</summary>
public static class InstalledModels
{
    /// <summary>Where they are.</summary>
    public static string Folder => Path.Combine(Repository.Root, ".build", "models");

    /// <summary>Skips the test where a model could not be restored.</summary>
    public static void SkipWithout(string model) =>
        Skip.IfNot(File.Exists(Path.Combine(Folder, model, "package.dll")), $"the embedding model {model} is not installed: tools/models/install {model}");
}
