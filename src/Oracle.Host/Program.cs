using System.Globalization;
using Oracle.Cli;
using Oracle.Cli.Parsing;
using Oracle.Host.Startup;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var signals = new StopSignals();
var (settings, words) = SettingWords.Split(args);
return await OracleCommand.RunAsync(words, CliContext.ForThisProcess(new OracleLauncher(settings)), signals.Stopping);
