using System.CommandLine;
using Bridge.Host.CommandLine;
using Bridge.Host.Commands;

Terminal.Guard();
var root = new RootCommand("Keeps model-derived edges of a Neo4j graph attributed, rescored, credited and mirrored into PostgreSQL.")
{
    CommandContext.JsonOption,
};
foreach (var verb in Verbs.All()) root.Subcommands.Add(verb);
var parsed = root.Parse(args);
// System.CommandLine exits 1 on a parse error; wrong usage is 2 here.
if (parsed.Errors.Count > 0) return await parsed.InvokeAsync() == 0 ? 0 : 2;
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
