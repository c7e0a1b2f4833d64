using System.Globalization;
using Oracle.Cli;
using Oracle.Cli.Parsing;
using Oracle.Host.Startup;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
FileModes.OwnerOnly();
using var signals = new StopSignals();
var (settings, words) = SettingWords.Split(args);
if (SecretSettings.Refusal(settings) is { } refusal)
{
    Console.Error.WriteLine($"error: {refusal}");
    return ExitCodes.BadInput;
}

return await OracleCommand.RunAsync(words, CliContext.ForThisProcess(new OracleLauncher(settings)), signals.Stopping);
