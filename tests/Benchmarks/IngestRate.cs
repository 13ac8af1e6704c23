using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using GraphQueries.Transport;
using GraphSync.Ingest;
using Support;

namespace Benchmarks;

/// <summary>
/// 200,000 edges of five types through <see cref="EdgeIngest"/>, against a bare UNWIND … MERGE of the same rows; both over the same
/// transport with two batches of 2,000 in flight, in alternating parts. Then the same number from a file, for the memory of the process.
/// </summary>
internal static class IngestRate
{
    private const int Edges = 200_000;
    private const int Parts = 2;
    private const int Nodes = 20_000;
    private const int BatchRows = 2000;
    private static readonly string[] Types = ["A", "B", "C", "D", "E"];

    /// <summary>Prints the figures; gives whether the targets are met: 0.9 times the bare rate, under 200 MB.</summary>
    public static async Task<bool> RunAsync(ServersFixture servers, CancellationToken cancellationToken)
    {
        await using var bridge = await TestBridge.CreateAsync(servers);
        await bridge.RegisterAsync(Types);
        await bridge.CypherAsync("CREATE (:ModelVersion {id: 'm1', model_id: 'm', version_number: 1})");
        await bridge.CypherAsync("UNWIND range(0, $n - 1) AS i CALL (i) { CREATE (:KgNode {id: 'n' + i, kind: 'Gene'}) } IN TRANSACTIONS OF 10000 ROWS", ("n", Nodes));
        await bridge.CypherAsync("CALL db.prepareForReplanning(60)");

        TimeSpan ours = default, bare = default;
        const int part = Edges / Parts;
        // The first round warms up and does not count.
        for (var i = -1; i < Parts; i++)
        {
            var bareTime = await BareAsync(bridge, Rows("bare", i, part), cancellationToken);
            var ourTime = await OursAsync(bridge, Rows("ours", i, part), cancellationToken);
            if (i < 0) continue;
            bare += bareTime;
            ours += ourTime;
        }
        var megabytes = await PeakAsync(bridge);
        var ratio = bare / ours;
        Console.WriteLine($"| ingest, {Edges:N0} edges of five types | {Edges / ours.TotalSeconds:N0} edges/s |");
        Console.WriteLine($"| bare UNWIND … MERGE of the same rows | {Edges / bare.TotalSeconds:N0} edges/s |");
        Console.WriteLine($"| ratio (target: at least 0.9) | {ratio:0.00} |");
        Console.WriteLine($"| peak memory of `bridge ingest` on {Edges:N0} rows (target: under 200 MB) | {megabytes:N0} MB |");
        return ratio >= 0.9 && megabytes < 200;
    }

    private static async Task<TimeSpan> OursAsync(TestBridge bridge, IReadOnlyList<EdgeRow> rows, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var result = await new EdgeIngest(bridge.Context).RunAsync(rows.ToAsyncEnumerable(), null, null, cancellationToken);
        var time = watch.Elapsed;
        if (result != new IngestResult(rows.Count, 0, 0)) throw new InvalidOperationException($"not all rows went in: {result}");
        return time;
    }

    private static async Task<TimeSpan> BareAsync(TestBridge bridge, IReadOnlyList<EdgeRow> rows, CancellationToken cancellationToken)
    {
        var batches = rows.GroupBy(row => row.Relation).SelectMany(type => type.Chunk(BatchRows)).ToList();
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken }, async (batch, stop) =>
        {
            var statement = new CypherStatement(
                $"UNWIND $rows AS row MATCH (s:KgNode {{id: row.source_id}}) MATCH (t:KgNode {{id: row.target_id}}) MERGE (s)-[r:{batch[0].Relation} {{edge_id: row.edge_id}}]->(t) " +
                "SET r.confidence = row.confidence, r.source_artifact_id = row.source_artifact_id, r.source_version = row.source_version, r.inference_input = row.inference_input, r.created_at = datetime(row.created_at)",
                new Dictionary<string, object?> { ["rows"] = batch.Select(Map).ToList() });
            await bridge.Context.Graph.Graph.WriteAsync(transaction => transaction.RunAsync(statement), null, stop);
        });
        return watch.Elapsed;
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

    private static EdgeRow[] Rows(string prefix, int part, int count)
    {
        var random = new Random(part);
        return [.. Enumerable.Range(0, count).Select(i => new EdgeRow
        {
            EdgeId = $"{prefix}:{part}:{random.NextInt64():x16}:{i}",
            SourceId = $"n{random.Next(Nodes)}",
            Relation = Types[random.Next(Types.Length)],
            TargetId = $"n{random.Next(Nodes)}",
            Confidence = random.NextDouble(),
            SourceArtifactId = "m1",
            SourceVersion = 1,
            InferenceInput = $$"""{"CbGaD":{{random.NextDouble().ToString("R", CultureInfo.InvariantCulture)}},"CtGaD":{{random.NextDouble().ToString("R", CultureInfo.InvariantCulture)}}}""",
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
            foreach (var row in Rows("file", 0, Edges))
                await writer.WriteLineAsync(string.Join('\t', row.EdgeId, row.SourceId, row.Relation, row.TargetId, row.Confidence!.Value.ToString("R", CultureInfo.InvariantCulture), "m", row.InferenceInput));
        }
        await bridge.CypherAsync("MATCH (o:Outbox) DELETE o");
        var peak = await PeakMemory.MeasureAsync(bridge, ["ingest", "--edges", path]);
        folder.Delete(recursive: true);
        return peak;
    }
}
