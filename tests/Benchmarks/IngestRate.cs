using System.Globalization;
using System.IO.Compression;
using GraphQueries.Language;
using GraphSync.Ingest;
using GraphSync.Postgres;
using Support;

namespace Benchmarks;

/// <summary>
/// 200,000 edges of five types through <see cref="EdgeIngest"/>, against a bare UNWIND … MERGE of as many rows; both over the same
/// transport with two batches of 2,000 in flight, in alternating rounds. Then the same number from a file, for the memory of the process.
/// </summary>
internal static class IngestRate
{
    private const int Edges = 200_000;
    private const int BatchRows = 2000;
    private const int WarmUp = 1;
    private const int Rounds = 5;
    private static int _round;

    /// <summary>Prints the figures. Targets: at most 1.11 times the bare statement's time, under 200 MB.</summary>
    public static async Task RunAsync(ServersFixture servers)
    {
        await using var bridge = await TestBridge.CreateAsync(servers);
        await bridge.RegisterAsync(FiveTypes.Names);
        await bridge.CypherAsync("CREATE (:ModelVersion {id: 'm1', model_id: 'm', version_number: 1})");
        await FiveTypes.AddEndpointsAsync(bridge);

        var figures = await Table.InterleaveAsync(WarmUp, Rounds,
            ("ingest", () => TurnAsync(bridge, rows => IngestAsync(bridge, rows))),
            ("bare UNWIND … MERGE", () => TurnAsync(bridge, rows => BareAsync(bridge, rows))));
        Table.Write($"Ingest of {Edges:N0} edges of five types", ["work", "median ms", "ingest ÷ work"],
            Table.Rows(figures, work => Table.Ratio(figures["ingest"], work)));
        Console.WriteLine($"\nPeak memory of `bridge ingest` on {Edges:N0} rows: {await PeakAsync(bridge)} MB.");
    }

    /// <summary>Seconds that the work takes to insert rows that nobody has seen, into a graph of no edges.</summary>
    private static async Task<double> TurnAsync(TestBridge bridge, Func<EdgeRow[], Task> work)
    {
        var rows = Rows($"{_round++}", Edges);
        var seconds = await Table.SecondsAsync(() => work(rows));
        await FiveTypes.RemoveAsync(bridge, FiveTypes.Names);
        return seconds;
    }

    private static async Task IngestAsync(TestBridge bridge, EdgeRow[] rows)
    {
        var result = await bridge.Get<EdgeIngest>().RunAsync(rows.ToAsyncEnumerable(), null, null, default);
        if (result != new IngestResult(rows.Length, 0, 0)) throw new InvalidOperationException($"not all rows went in: {result}");
    }

    private static async Task BareAsync(TestBridge bridge, EdgeRow[] rows)
    {
        var batches = rows.GroupBy(row => row.Relation).SelectMany(type => type.Chunk(BatchRows));
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (batch, stop) =>
        {
            var statement = new CypherStatement($$"""
                UNWIND $rows AS row
                MATCH (s:KgNode {id: row.source_id})
                MATCH (t:KgNode {id: row.target_id})
                MERGE (s)-[r:{{batch[0].Relation}} {edge_id: row.edge_id}]->(t)
                SET r.confidence = row.confidence, r.source_artifact_id = row.source_artifact_id, r.source_version = row.source_version,
                    r.inference_input = row.inference_input, r.created_at = datetime(row.created_at)
                """, new Dictionary<string, object?> { ["rows"] = batch.Select(Map).ToList() });
            await bridge.Graph.Graph.WriteAsync(transaction => transaction.RunAsync(statement), null, stop);
        });
    }

    private static IReadOnlyDictionary<string, object?> Map(EdgeRow row) => new Dictionary<string, object?>
    {
        ["edge_id"] = row.EdgeId,
        ["source_id"] = row.SourceId,
        ["target_id"] = row.TargetId,
        ["confidence"] = row.Confidence,
        ["source_artifact_id"] = row.SourceArtifactId,
        ["source_version"] = row.SourceVersion,
        ["inference_input"] = row.InferenceInput,
        ["created_at"] = row.CreatedAt,
    };

    private static EdgeRow[] Rows(string prefix, int count)
    {
        var random = new Random(prefix.Length);
        string Number() => random.NextDouble().ToString("R", CultureInfo.InvariantCulture);
        return [.. Enumerable.Range(0, count).Select(i => new EdgeRow
        {
            EdgeId = $"{prefix}:{random.NextInt64():x16}:{i}",
            SourceId = $"n{random.Next(FiveTypes.Nodes)}",
            Relation = FiveTypes.Names[random.Next(FiveTypes.Names.Length)],
            TargetId = $"n{random.Next(FiveTypes.Nodes)}",
            Confidence = random.NextDouble(),
            SourceArtifactId = "m1",
            SourceVersion = 1,
            InferenceInput = $$"""{"CbGaD":{{Number()}},"CtGaD":{{Number()}}}""",
            CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(i),
        })];
    }

    private static async Task<long> PeakAsync(TestBridge bridge)
    {
        var folder = Directory.CreateTempSubdirectory("ingest-rate-");
        var path = Path.Combine(folder.FullName, "edges.tsv.gz");
        await using (var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest)))
        {
            await writer.WriteLineAsync("edge_id\tsource_id\trelation\ttarget_id\tconfidence\tmodel_id\tinference_input");
            foreach (var row in Rows("file", Edges))
            {
                var confidence = row.Confidence!.Value.ToString("R", CultureInfo.InvariantCulture);
                await writer.WriteLineAsync(string.Join('\t',
                    row.EdgeId, row.SourceId, row.Relation, row.TargetId, confidence, "m", row.InferenceInput));
            }
        }
        var peak = await PeakMemory.MeasureAsync(bridge, ["ingest", "--edges", path]);
        folder.Delete(recursive: true);
        return peak;
    }
}
