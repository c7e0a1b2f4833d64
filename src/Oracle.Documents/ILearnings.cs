namespace Oracle.Documents;

/// <summary>Notes that are being learned, so that what a crash leaves half done is found at the next start.</summary>
public interface ILearnings
{
    /// <summary>Before anything of it is written.</summary>
    /// <exception cref="StoreUnavailableException">It was not kept.</exception>
    Task BeginAsync(LearningFile file);

    /// <summary>Its document is stored, or nothing of it is left.</summary>
    /// <exception cref="StoreUnavailableException">It is still kept.</exception>
    Task EndAsync(string path);

    /// <summary>Those that were begun and did not end.</summary>
    Task<IReadOnlyList<LearningFile>> BegunAsync();
}

/// <summary>A note that is being learned.</summary>
/// <param name="Path">Of its file, absolute.</param>
/// <param name="Temporary">What it is written to before it is moved there.</param>
public sealed record LearningFile(string Path, string Temporary);
