namespace Oracle.Vaults.Reading;

/// <summary>The file cannot become documents; the message is the reason shown to the user. Never leaves this project.</summary>
internal sealed class SkipFileException : Exception
{
    public SkipFileException(string reason) : base(reason)
    {
    }

    /// <summary>True if the file was read whole and simply holds no text.</summary>
    public bool HoldsNoText { get; init; }
}
