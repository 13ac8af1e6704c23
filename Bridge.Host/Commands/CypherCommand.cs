using System.CommandLine;
using GraphQueries.Catalogue;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>cypher --out DIR</c>: the catalogue as files.</summary>
internal static class CypherCommand
{
    public static Command Create()
    {
        var directory = new Option<string>("--out") { Description = "The folder to write into; made when it is missing", HelpName = "DIR", Required = true };
        return CommandContext.Verb("cypher", "Write every query for this graph's edge types, ready for Neo4j Browser and cypher-shell -f", async (shell, bridge) =>
        {
            var root = Path.GetFullPath(shell.Parsed.GetRequiredValue(directory));
            var files = CypherCatalogue.Default.Queries;
            foreach (var file in files)
            {
                var path = Path.Combine(root, file.Name + ".cypher");
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, CypherExport.Render(file, bridge.Graph.Schema), shell.Cancellation);
            }
            shell.Out.MarkupLineInterpolated($"{files.Count} queries for {bridge.Graph.Schema.Types.Count} edge types written to {root}");
            shell.WriteJson(new { Directory = root, Queries = files.Select(file => file.Name), EdgeTypes = bridge.Graph.Schema.Types });
            return 0;
        }, directory);
    }
}
