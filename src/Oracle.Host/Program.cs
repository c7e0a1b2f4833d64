using System.Globalization;
using Oracle.Host.Cli;
using Oracle.Host.Startup;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var signals = new StopSignals();
return await OracleCommand.RunAsync(args, CliContext.ForThisProcess(new OracleLauncher()), signals.Stopping);
