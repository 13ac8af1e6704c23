using System.CommandLine;
using System.IO.Compression;
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
            var favourites = Path.Combine(root, "favourites.zip");
            await OutputFile.WriteAsync(favourites, WriteFavouritesAsync, context.Cancellation);
            context.Out.MarkupLineInterpolated($"{files.Count} queries for {schema.Types.Count} edge types written to {root}");
            context.WriteJson(new
            {
                Directory = root, Favourites = favourites, Queries = files.Select(file => file.Name), EdgeTypes = schema.Types,
            });
            return 0;
        }, directory);
    }

    /// <summary>What Neo4j Browser imports as saved scripts: the questions of <c>cypher/browser</c> in a folder of their own.</summary>
    private static async Task<long> WriteFavouritesAsync(Stream output)
    {
        // An archive writes its parts one after the other, and does so at its end without waiting.
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in CypherCatalogue.Default.Files("browser"))
            {
                using var writer = new StreamWriter(archive.CreateEntry($"GraphProvenance/{Path.GetFileName(path)}.cypher").Open());
                await writer.WriteAsync(text);
            }
        }
        buffer.Position = 0;
        await buffer.CopyToAsync(output);
        return buffer.Length;
    }
}
