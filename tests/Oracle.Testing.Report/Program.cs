using Oracle.Testing.Report;

// ./test calls it at its end: RESULTS SECONDS [GROUP].
var group = args.ElementAtOrDefault(2) is { Length: > 0 } folder ? folder : null;
foreach (var line in Table.Of(Findings.Read(args[0], group), TimeSpan.FromSeconds(int.Parse(args[1]))))
    Console.WriteLine(line);
