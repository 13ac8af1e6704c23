using System.Text.Json;
using Support;

namespace Hostile.Readers;

/// <summary>What a terminal or a log would act on comes from files, databases and scorers, and never gets there raw.</summary>
public sealed class TerminalTests(ServersFixture servers) : BridgeTest(servers)
{
    // It sets the title, wipes the screen, colours what follows, deletes, turns the direction, and writes over the line.
    private const string Hostile = "x\u001b]0;owned\u0007\u001b[2J\u009b31m\u007f\u202ey\u2066z\u2028\rend";
    private const string Directions = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029";

    [Fact]
    public async Task Files_AreToldOfWithoutTheirControls()
    {
        var edges = Path.Combine(Folder, "edges.jsonl");
        var row = new Dictionary<string, object> { ["edge_id"] = Hostile, [Hostile] = 1 };
        await File.WriteAllTextAsync(edges, JsonSerializer.Serialize(row), Cancellation);
        var header = Path.Combine(Folder, "header.tsv");
        await File.WriteAllTextAsync(header, $"edge_id\t{Hostile.TrimEnd("\rend".ToCharArray())}\n1\t2\n", Cancellation);

        await RunAsync("ingest", "--edges", edges);
        await RunAsync("ingest", "--edges", header);
    }

    [Fact]
    public async Task Rows_AreToldOfWithoutTheirControls()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3, Hostile);
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.senate_review_flag = true");
        await Bridge.CypherAsync("MATCH (n:KgNode) SET n.name = $name", ("name", Hostile));
        await Bridge.SqlAsync("INSERT INTO artifacts (id, artifact_type, title) VALUES (@id, 'model', @id)", new { id = Hostile });
        await Bridge.SqlAsync("INSERT INTO model_versions (artifact_id, model_id, version_number, trained_by) VALUES (@id, @id, 1, @id)",
            new { id = Hostile });
        await Bridge.PromoteAsync(Hostile, Hostile, Hostile);

        await RunAsync("sync");
        (await RunAsync("review", "list")).ShouldContain("\\u001b");
        var listed = JsonSerializer.Deserialize<JsonElement>(await RunAsync("review", "list", "--json"));
        listed.GetProperty("edges")[0].GetProperty("edge_id").GetString().ShouldBe(Hostile + "00000");
        await RunAsync("history", Hostile + "00000");
        await RunAsync("review", "resolve", Hostile, "--decision", "keep");
        await RunAsync("credit", "explain", Hostile);
        await RunAsync("rescore");
    }

    [Fact]
    public async Task Scorers_AreToldOfWithoutTheirControls()
    {
        var scorer = Path.Combine(Folder, "scorer.py");
        await File.WriteAllTextAsync(scorer, $"import sys\nsys.stderr.write({JsonSerializer.Serialize(Hostile)})\n"
            + $"print({JsonSerializer.Serialize(Hostile)})\nsys.exit(3)\n", Cancellation);
        await Bridge.AddVersionAsync("m1", "m", 1);
        await Bridge.AddVersionAsync("m2", "m", 2, scorer);
        await Bridge.AddEdgesAsync("A", "m1", 3, Hostile);
        await Bridge.PromoteAsync("p\u001b[31m", "m1", "m2");

        await RunAsync("rescore");

        var log = await File.ReadAllTextAsync(Path.Combine(Folder, "model_rescore.log"), Cancellation);
        log.ShouldContain("status=failed");
        log.Where(Acts).ShouldBeEmpty();
    }

    [Fact]
    public async Task Arguments_AreToldOfWithoutTheirControls() => (await RunAsync(Hostile)).ShouldContain("\\u001b");

    /// <summary>Runs a verb and gives all that it said.</summary>
    private async Task<string> RunAsync(params string[] arguments)
    {
        var variables = Variables(("Bridge__Rescore__ScorerRoots", Folder));
        var result = await BridgeProcess.RunAsync(arguments, variables, cancellation: Cancellation);
        var said = result.Output + result.Error;
        said.ShouldNotBeEmpty();
        said.Where(Acts).ShouldBeEmpty(string.Join(' ', arguments));
        return said;
    }

    private static bool Acts(char c) => Directions.Contains(c) || (char.IsControl(c) && c is not ('\n' or '\t'));
}
