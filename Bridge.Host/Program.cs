using System.Runtime.InteropServices;
using Bridge.Host.CommandLine;
using Bridge.Host.Commands;

// A file that reaches the limit of its size (ulimit -f) is an error of the write; left alone, SIGXFSZ ends the process.
using var fileSizeLimit = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create((PosixSignal)25, signal => signal.Cancel = true);

Terminal.Guard();
return await Verbs.RunAsync(args);
