namespace Oracle.Vaults.Reading;

/// <summary>The file changed while it was read. Never leaves this project.</summary>
internal sealed class UnsettledException : Exception;
