using Bridge.Host.CommandLine;
using Bridge.Host.Commands;

using var _ = Signals.Handle();
Terminal.Guard();
return await Verbs.RunAsync(args);
