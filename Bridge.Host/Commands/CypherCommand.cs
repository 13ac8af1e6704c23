using System.CommandLine;
using Bridge.Host.CommandLine;
using GraphQueries.Catalogue;
using GraphQueries.Client;
using GraphQueries.Files;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>cypher --out DIR</c>: the catalogue as files.</summary>
internal static class CypherCommand
{
    public static Command Create()
    {
        var directory = new Option<string>("--out")
        {
            Description = "The folder to write into; made when it is missing",
            HelpName = "DIR",
            Required = true,
        };
        const string description = "Write every query for this graph's edge types, ready for Neo4j Browser and cypher-shell -f";
        return Verb.Create("cypher", description, async context =>
        {
            var schema = context.Get<GraphClient>().Schema;
            var root = Path.GetFullPath(context.Parsed.GetRequiredValue(directory));
            var files = CypherCatalogue.Default.Queries;
            foreach (var file in files)
            {
                var path = Path.Combine(root, file.Name + ".cypher");
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await OutputFile.WriteTextAsync(path, CypherExport.Render(file, schema), context.Cancellation);
            }
            context.Out.MarkupLineInterpolated($"{files.Count} queries for {schema.Types.Count} edge types written to {root}");
            context.WriteJson(new { Directory = root, Queries = files.Select(file => file.Name), EdgeTypes = schema.Types });
            return 0;
        }, directory);
    }
}
