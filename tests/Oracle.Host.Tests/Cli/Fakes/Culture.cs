using System.Globalization;
using System.Runtime.CompilerServices;

namespace Oracle.Host.Tests.Cli.Fakes;

internal static class Culture
{
    /// <summary>As the program does at its start: 9,935 is 9,935 on a German machine too.</summary>
    [ModuleInitializer]
#pragma warning disable CA2255 // Nobody but the test runner loads this assembly.
    internal static void BeInvariant() =>
#pragma warning restore CA2255
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
}
