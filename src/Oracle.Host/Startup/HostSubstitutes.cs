namespace Oracle.Host.Startup;

/// <summary>What a host is made with in place of the usual, for tests that run it in their own process.</summary>
/// <param name="Embedders">Opens a provider's model; null: those of this build.</param>
/// <param name="Log">Where log lines go; null: to standard error.</param>
internal sealed record HostSubstitutes(EmbedderSource? Embedders = null, ILoggerProvider? Log = null);
