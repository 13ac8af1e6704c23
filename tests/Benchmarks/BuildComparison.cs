using System.Globalization;
using Support;

namespace Benchmarks;

/// <summary>A file of 200,000 edges through this build's <c>ingest</c> and an earlier one's, mirror included: processes in alternating
/// rounds on the same servers, each with an empty graph and database.</summary>
internal static class BuildComparison
{
    private const string Variable = "BASELINE_BRIDGE";
    private const int Edges = 200_000;
    private const int Nodes = 20_000;
    private const int WarmUp = 1;
    private const int Rounds = 7;

    /// <summary>Prints the figures. Target: at most 1.05 times the earlier build's time.</summary>
    public static async Task RunAsync()
    {
        var baseline = Environment.GetEnvironmentVariable(Variable)
            ?? throw new InvalidOperationException($"Set {Variable} to the path of the earlier build's bridge.dll.");
        await using var servers = ServersFixture.ToMeasure();
        var folder = Directory.CreateTempSubdirectory("builds-").FullName;
        var (nodes, edges) = (Path.Combine(folder, "nodes.tsv"), Path.Combine(folder, "edges.tsv"));
        await File.WriteAllLinesAsync(nodes, Enumerable.Range(0, Nodes).Select(i => $"n{i}\tGene\tgene {i}").Prepend("id\tkind\tname"));
        await WriteEdgesAsync(edges);
        var figures = await Table.InterleaveAsync(WarmUp, Rounds,
            ("this build", () => TurnAsync(servers, BridgeProcess.BridgeDll, nodes, edges)),
            ("the earlier one", () => TurnAsync(servers, baseline, nodes, edges)));
        Table.Write($"Ingest of a file of {Edges:N0} edges", ["build", "median ms", "this build ÷ build"],
            Table.Rows(figures, build => Table.Ratio(figures["this build"], build)));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<double> TurnAsync(ServersFixture servers, string dll, string nodes, string edges)
    {
        await using var bridge = await TestBridge.CreateAsync(servers, migrate: false);
        await RunAsync(bridge, dll, "migrate");
        await servers.RememberMigratedNeo4jAsync();
        await bridge.CypherAsync("CREATE (:ModelVersion {id: 'm1', model_id: 'm', version_number: 1})");
        await RunAsync(bridge, dll, "ingest", "--nodes", nodes);
        await bridge.ReplanAsync();
        return await Table.SecondsAsync(() => RunAsync(bridge, dll, "ingest", "--edges", edges));
    }

    private static async Task RunAsync(TestBridge bridge, string dll, params string[] arguments)
    {
        await using var process = BridgeProcess.StartProgram(dll, arguments, bridge.Variables, null);
        var result = await process.WaitAsync(TimeSpan.FromMinutes(10));
        if (result.ExitCode != 0) throw new InvalidOperationException($"{dll} {arguments[0]}: {result.Error}{result.Output}");
    }

    private static async Task WriteEdgesAsync(string path)
    {
        var random = new Random(1);
        string Number() => random.NextDouble().ToString("R", CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(path, Enumerable.Range(0, Edges).Select(i => string.Join('\t',
            $"{random.NextInt64():x16}:{i}", $"n{random.Next(Nodes)}", $"T{random.Next(5)}", $"n{random.Next(Nodes)}", Number(), "m",
            $$"""{"CbGaD":{{Number()}},"CtGaD":{{Number()}}}"""))
            .Prepend("edge_id\tsource_id\trelation\ttarget_id\tconfidence\tmodel_id\tinference_input"));
    }
}
