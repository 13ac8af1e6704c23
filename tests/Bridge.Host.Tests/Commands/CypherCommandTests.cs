using System.IO.Compression;
using GraphQueries.Catalogue;
using GraphQueries.Language;
using GraphSync.Postgres;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Commands;

public sealed class CypherCommandTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Cypher_WritesEveryQueryWithItsExamples_ReadyToRun()
    {
        await Bridge.RegisterAsync("TREATS", "X\\u0060]->() RETURN 1 AS a UNION CREATE (p:Owned) //", "line\nbreak;\n:exit");
        var root = Directory.CreateTempSubdirectory().FullName;

        var end = await BridgeProcess.RunAsync(["cypher", "--out", root], Variables(), cancellation: Cancellation);

        end.ExitCode.ShouldBe(0, end.Error);
        Directory.GetFiles(root, "*.cypher", SearchOption.AllDirectories).Length.ShouldBe(CypherCatalogue.Default.Queries.Count);
        foreach (var file in CypherCatalogue.Default.Queries)
        {
            var text = await File.ReadAllTextAsync(Path.Combine(root, file.Name + ".cypher"), Cancellation);
            var parameters = await ExamplesAsync(text);
            parameters.Keys.ShouldBe(file.Parameters.Select(parameter => parameter.Name), ignoreOrder: true);
            foreach (var statement in Statements(text))
            {
                // Reading ones run as they stand; the others are planned.
                var run = new CypherStatement(file.ReadsOnly ? statement : "EXPLAIN " + statement, parameters);
                await Should.NotThrowAsync(() => Bridge.Graph.Graph.RunAutoCommitAsync(run, Cancellation), file.Name);
            }
        }
        (await Bridge.CypherValueAsync<long>("MATCH (n:Owned) RETURN count(n)")).ShouldBe(0);
    }

    [Fact]
    public async Task Cypher_PutsTheFavouritesOfNeo4jBrowserIntoOneFile()
    {
        var end = await BridgeProcess.RunAsync(["cypher", "--out", Folder], Variables(), cancellation: Cancellation);

        end.ExitCode.ShouldBe(0, end.Error);
        using var archive = await ZipFile.OpenReadAsync(Path.Combine(Folder, "favourites.zip"), Cancellation);
        var favourites = new Dictionary<string, string>();
        foreach (var entry in archive.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync(Cancellation));
            favourites[entry.FullName] = await reader.ReadToEndAsync(Cancellation);
        }
        favourites.ShouldBe(CypherCatalogue.Default.Files("browser")
            .ToDictionary(file => $"GraphProvenance/{Path.GetFileName(file.Key)}.cypher", file => file.Value), ignoreOrder: true);
    }

    [Fact]
    public async Task EveryQuery_RunsInCypherShell_OnAFreshGraph() =>
        await CypherShell.RunsAllAsync(Servers, Variables(), Path.Combine(Folder, "queries"), Cancellation);

    /// <summary>The values of the <c>:param</c> lines, as the server reads them.</summary>
    private async Task<Dictionary<string, object?>> ExamplesAsync(string text)
    {
        var lines = text.Split('\n').TakeWhile(line => !line.StartsWith("CYPHER", StringComparison.Ordinal))
            .Where(line => line.StartsWith(":param ", StringComparison.Ordinal))
            .Select(line => line[":param ".Length..].Split(" => ", 2)).ToList();
        if (lines.Count == 0) return [];
        var row = (await Bridge.CypherAsync($"RETURN {string.Join(", ", lines.Select(line => $"{line[1]} AS {line[0]}"))}"))[0];
        return lines.Index().ToDictionary(line => line.Item[0], line => row[line.Index]);
    }

    private static IEnumerable<string> Statements(string text)
    {
        var parts = text.Split("CYPHER 5").Skip(1).Select(part => "CYPHER 5" + part);
        return parts.Select(part => part[..part.LastIndexOf(';')]);
    }
}
