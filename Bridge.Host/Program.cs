using Bridge.Host.CommandLine;
using Bridge.Host.Commands;

using var signals = Signals.Handle();
Terminal.Guard();
return await Verbs.RunAsync(args);
