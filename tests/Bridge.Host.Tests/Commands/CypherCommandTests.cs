using GraphQueries.Catalogue;
using GraphQueries.Transport;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Commands;

public sealed class CypherCommandTests(ServersFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cypher_WritesEveryQueryWithItsExamples_ReadyToRun()
    {
        await using var bridge = await TestBridge.CreateAsync(servers);
        await bridge.RegisterAsync("TREATS", "X\\u0060]->() RETURN 1 AS a UNION CREATE (p:Owned) //", "line\nbreak;\n:exit");
        var root = Directory.CreateTempSubdirectory().FullName;

        var end = await BridgeProcess.RunAsync(["cypher", "--out", root], bridge.Variables.ToDictionary(pair => pair.Key, pair => (string?)pair.Value), cancellation: Cancellation);

        end.ExitCode.ShouldBe(0, end.Error);
        Directory.GetFiles(root, "*", SearchOption.AllDirectories).Length.ShouldBe(CypherCatalogue.Default.Queries.Count);
        foreach (var file in CypherCatalogue.Default.Queries)
        {
            var text = await File.ReadAllTextAsync(Path.Combine(root, file.Name + ".cypher"), Cancellation);
            var parameters = await ExamplesAsync(bridge, text);
            parameters.Keys.ShouldBe(file.Parameters.Select(parameter => parameter.Name), ignoreOrder: true);
            foreach (var statement in Statements(text))
            {
                // Reading ones run as they stand; the others are planned.
                var run = file.ReadsOnly ? statement : "EXPLAIN " + statement;
                await Should.NotThrowAsync(() => bridge.Context.Graph.Graph.RunAutoCommitAsync(new CypherStatement(run, parameters), Cancellation), file.Name);
            }
        }
        (await bridge.CypherValueAsync<long>("MATCH (n:Owned) RETURN count(n)")).ShouldBe(0);
    }

    /// <summary>The values of the <c>:param</c> lines, as the server reads them.</summary>
    private static async Task<Dictionary<string, object?>> ExamplesAsync(TestBridge bridge, string text)
    {
        var lines = text.Split('\n').TakeWhile(line => !line.StartsWith("CYPHER", StringComparison.Ordinal))
            .Where(line => line.StartsWith(":param ", StringComparison.Ordinal)).Select(line => line[":param ".Length..].Split(" => ", 2)).ToList();
        if (lines.Count == 0) return [];
        var row = (await bridge.CypherAsync($"RETURN {string.Join(", ", lines.Select(line => $"{line[1]} AS {line[0]}"))}"))[0];
        return lines.Index().ToDictionary(line => line.Item[0], line => row[line.Index]);
    }

    private static IEnumerable<string> Statements(string text)
    {
        var parts = text.Split("CYPHER 5").Skip(1).Select(part => "CYPHER 5" + part);
        return parts.Select(part => part[..part.LastIndexOf(';')]);
    }
}
