namespace Oracle.Vaults.Reading;

/// <summary>The file cannot become documents; the message is the reason shown to the user. Never leaves this project.</summary>
internal sealed class SkipFileException(string reason) : Exception(reason);
