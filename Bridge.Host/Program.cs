using System.Runtime.InteropServices;
using Bridge.Host.CommandLine;
using Bridge.Host.Commands;

// A file that reaches the limit of its size (ulimit -f) is an error of the write; left alone, SIGXFSZ ends the process.
const PosixSignal fileSizeLimit = (PosixSignal)25;
using var _ = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(fileSizeLimit, signal => signal.Cancel = true);

Terminal.Guard();
return await Verbs.RunAsync(args);
