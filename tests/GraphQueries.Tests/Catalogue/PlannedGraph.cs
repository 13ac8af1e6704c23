using System.Net.Http.Json;
using System.Text.Json;
using GraphQueries.Migrations;
using GraphSync.Postgres;

namespace GraphQueries.Tests.Catalogue;

/// <summary>
/// A graph of edge types, more than the branches that a query has, in which every query has been explained: with empty indexes, with
/// statistics that are stale since edges have been loaded, and with fresh ones.
/// </summary>
public sealed class PlannedGraph(ServersFixture servers) : IAsyncLifetime
{
    private const int Edges = 4_000;
    private static readonly string[] Types = ["CbG", "CtD", "DaG", "GiG", "odd `type` {1}"];
    private static readonly string[] Unused = [.. Enumerable.Range(1, 8).Select(i => $"UNUSED_{i}")];

    private readonly Dictionary<(string File, string State), IReadOnlyList<Explained>> _plans = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, object?>> _examples = [];
    // A plan is as deep as its statement is long.
    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 2_000 };
    private HttpClient _http = null!;
    private Uri _address = null!;

    internal GraphClient Graph { get; private set; } = null!;

    /// <summary>What the server said of a file's renderings: one, or one for each type.</summary>
    internal IReadOnlyList<Explained> Plans(string file, string state) => _plans[(file, state)];

    /// <summary>The values of a file's examples; throws what the server made of a bad one.</summary>
    internal async Task<IReadOnlyDictionary<string, object?>> ExamplesAsync(CypherFile file)
    {
        if (_examples.TryGetValue(file.Name, out var known)) return known;
        var examples = new Dictionary<string, object?>();
        if (file.Parameters.Count > 0)
        {
            var columns = file.Parameters.Select(parameter => $"{parameter.Example} AS {Identifier.Quote(parameter.Name)}");
            var statement = new CypherStatement($"CYPHER 5\nRETURN {string.Join(", ", columns)}");
            var table = await Graph.Graph.ReadAsync(statement, default);
            foreach (var (i, column) in table.Columns.Index()) examples[column] = table.Rows[0][i];
        }
        return _examples[file.Name] = examples;
    }

    public async ValueTask InitializeAsync()
    {
        var server = (await servers.GetAsync()).Neo4j;
        _address = new Uri(server.Uri, $"/db/{server.Database}/query/v2");
        _http = new HttpClient();
        _http.DefaultRequestHeaders.Authorization = server.Authorization;
        await servers.WipeNeo4jAsync();
        Graph = new GraphClient(GraphQueries.Client.Graph.Open(new GraphOptions
        {
            Uri = server.Uri,
            Username = server.User,
            Password = server.Password,
            Database = server.Database,
        }, TimeProvider.System), new EdgeSchema([]));
        var types = new EdgeTypeRegistry(Graph, 200);
        await new GraphMigrator(Graph, types, TimeProvider.System).RunAsync(default);
        await types.EnsureAsync([.. Types, .. Unused], default);
        await ExplainAllAsync("empty");
        await LoadAsync();
        await ExplainAllAsync("stale");
        await Graph.Graph.RunAutoCommitAsync(new CypherStatement("CALL db.prepareForReplanning(60)"), default);
        await ExplainAllAsync("fresh");
    }

    public async ValueTask DisposeAsync()
    {
        await Graph.DisposeAsync();
        _http.Dispose();
        await servers.WipeNeo4jAsync();
    }

    /// <summary>Asks for the plan of a statement as the bridge sends it, made now.</summary>
    internal Task<Explained> ExplainAsync(string text, IReadOnlyDictionary<string, object?> parameters) =>
        ExplainAsItStandsAsync(ParameterList.Of(new CypherStatement(text, parameters)));

    /// <summary>Asks for the plan of a statement as it stands, made now.</summary>
    private async Task<Explained> ExplainAsItStandsAsync(CypherStatement asked)
    {
        var parameters = asked.Parameters.ToDictionary(p => p.Key, p => p.Value);
        parameters["run"] = "explain";
        var statement = "EXPLAIN " + asked.Text.Replace("replan=skip", "replan=force");
        using var response = await _http.PostAsJsonAsync(_address, new { statement, parameters });
        return Explained.Read(await response.Content.ReadFromJsonAsync<JsonElement>(Deep));
    }

    private async Task ExplainAllAsync(string state)
    {
        foreach (var file in CypherCatalogue.Default.Queries)
        {
            IReadOnlyDictionary<string, object?> examples;
            try
            {
                examples = await ExamplesAsync(file);
            }
            catch (GraphException)
            {
                // A test of its own tells of it.
                examples = new Dictionary<string, object?>();
            }
            var texts = file.Scope == EdgeScope.EachType
                ? Types.Take(2).Select(type => file.Render(Graph.Schema, type))
                : [file.Render(Graph.Schema)];
            List<Explained> plans = [];
            foreach (var text in texts)
            {
                plans.Add(await ExplainAsync(text, examples));
                if (state == "fresh") plans.Add(await ExplainAsItStandsAsync(new CypherStatement(text, examples)));
            }
            _plans[(file.Name, state)] = plans;
        }
    }

    // Some of everything, so that no plan is made for an empty graph.
    private async Task LoadAsync()
    {
        await RunAsync("UNWIND range(1, 2000) AS i CREATE (:KgNode {id: 'n' + i, kind: 'Gene', name: 'Node ' + i})");
        await RunAsync("""
            UNWIND range(1, 50) AS i
            CREATE (:ModelVersion {id: 'v' + i, model_id: 'm' + i % 5, version_number: i}),
              (:RescoreJob {id: 'p' + i, parent_id: 'v' + i, child_id: 'w' + i, status: 'done', detected_at: datetime(), edges_left: 0,
                passes: 1, failures: 0, cursor: ''}),
              (:RescorePass {id: 'p' + i + '#1', promotion_id: 'p' + i, parent_id: 'v' + i, child_id: 'w' + i, status: 'completed',
                started_at: datetime(), scorer: 'fallback', at_most: 10, after_edge_id: '', last_edge_id: 'z',
                large_decrease_threshold: -0.3, stable_band: 0.05, edges: 1, large_decrease: 0, moderate: 0, stable: 1, increase: 0,
                flagged: 0}),
              (:Agent {id: 'a' + i}), (:Dataset {id: 'd' + i}), (:Benchmark {id: 'b' + i}), (:EvalRun {id: 'r' + i})
            """);
        await RunAsync("""
            UNWIND range(1, 3000) AS i
            CREATE (:RescoreDelta {id: 'd' + i, edge_id: 'CbG:' + i, seq: 1, pass_id: 'p1#1'}),
              (:Outbox {id: 'o' + i, edge_type: 'CbG', edge_ids: ['CbG:' + i], delta_ids: []})
            """);
        foreach (var type in Types)
        {
            await RunAsync($$"""
                UNWIND range(1, {{Edges}}) AS i
                MATCH (source:KgNode {id: 'n' + (1 + i % 2000)}), (target:KgNode {id: 'n' + (1 + i * 7 % 2000)})
                CREATE (source)-[:{{Identifier.Quote(type)}} {
                  edge_id: $type + ':' + i, confidence: 0.5, source_artifact_id: 'v' + i % 50, source_version: 1,
                  senate_review_flag: i % 100 = 0
                }]->(target)
                """, new Dictionary<string, object?> { ["type"] = type });
        }
    }

    private Task<QueryResult> RunAsync(string text, Dictionary<string, object?>? parameters = null) =>
        Graph.Graph.WriteAsync(
            transaction => transaction.RunAsync(new CypherStatement(text, parameters ?? [])), TimeSpan.FromMinutes(1), default);
}

/// <summary>What a server says of a statement without running it.</summary>
internal sealed record Explained(
    string? Error, IReadOnlyList<string> Columns, IReadOnlyList<Operator> Operators, IReadOnlyList<string> Deprecations)
{
    /// <summary>Operators that read more than they look for, whatever the header says.</summary>
    public IEnumerable<Operator> Forbidden => Operators.Where(o => PlanGuard.IsForbidden(o.Name));

    /// <summary>Operators that read all of a label, of a type or of the nodes, for which a header may give a reason.</summary>
    public IEnumerable<Operator> Scans => Operators.Where(o => PlanGuard.IsScan(o.Name));

    public static Explained Read(JsonElement answer)
    {
        if (answer.TryGetProperty("errors", out var errors)) return new(errors[0].GetProperty("message").GetString(), [], [], []);
        var columns = answer.GetProperty("data").GetProperty("fields").EnumerateArray().Select(field => field.GetString()!);
        List<Operator> operators = [];
        Collect(answer.GetProperty("queryPlan"), operators);
        var deprecations = Notifications(answer)
            .Where(n => n.GetProperty("category").GetString() == "DEPRECATION")
            .Select(n => n.GetProperty("description").GetString()!);
        return new(null, [.. columns], operators, [.. deprecations]);
    }

    private static IEnumerable<JsonElement> Notifications(JsonElement answer) =>
        answer.TryGetProperty("notifications", out var notifications) ? notifications.EnumerateArray() : [];

    private static void Collect(JsonElement plan, List<Operator> operators)
    {
        operators.Add(new Operator(plan.GetProperty("operatorType").GetString()!.Split('@')[0],
            plan.GetProperty("arguments").TryGetProperty("Details", out var details) ? details.ToString() : "",
            plan.GetProperty("arguments").GetProperty("EstimatedRows").ToString()));
        foreach (var child in plan.GetProperty("children").EnumerateArray()) Collect(child, operators);
    }
}

/// <summary>A step of a plan, what it works on, and how many rows the server expects of it, in the server's words.</summary>
internal sealed record Operator(string Name, string Details, string Rows);
