using System.CommandLine;
using System.Runtime.InteropServices;
using Bridge.Host.CommandLine;
using Bridge.Host.Commands;

// A file that reaches the limit of its size (ulimit -f) is an error of the write; left alone, SIGXFSZ ends the process.
const PosixSignal fileSizeLimit = (PosixSignal)25;
using var _ = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(fileSizeLimit, signal => signal.Cancel = true);

var root = new RootCommand("Keeps model-derived edges of a Neo4j graph attributed, rescored, credited and mirrored into PostgreSQL.")
{
    CommandContext.JsonOption,
};
foreach (var verb in Verbs.All()) root.Subcommands.Add(verb);
var parsed = root.Parse(args);
// System.CommandLine exits 1 on a parse error; wrong usage is 2 here.
if (parsed.Errors.Count > 0) return await parsed.InvokeAsync() == 0 ? 0 : 2;
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
