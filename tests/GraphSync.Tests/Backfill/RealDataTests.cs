using System.Globalization;
using System.IO.Compression;
using GraphQueries.Backfill;
using GraphSync.Backfill;
using GraphSync.Ingest;
using GraphSync.Postgres;
using GraphSync.Tests.Rescore.Scoring;
using Support;

namespace GraphSync.Tests.Backfill;

/// <summary>The real predictions, 22,778 of the prior and 3,735 of lr, inserted without attribution but with mixed trails.</summary>
public sealed class RealDataTests(ServersFixture servers)
{
    private const string Prior = "rephetio-prior@2016-04-14";
    private static readonly string Data = Repository.Path("samples/data");
    private static readonly DateTimeOffset Start = new(2016, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Versions 1 to 4 of the prior, a month apart; 5 was promoted together with 4. lr has two; ghost has none that is real.
    private static readonly List<VersionInUseRow> Versions =
    [
        .. Enumerable.Range(1, 5)
            .Select(number => new VersionInUseRow($"prior_v{number}", Prior, number, Start.AddMonths(Math.Min(number, 4)))),
        new("lr_v1", "lr", 1, Start), new("lr_v2", "lr", 2, Start.AddMonths(6)),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_DecidesEachEdgeAsAPlainSearchDoes_OnTheRealPredictions()
    {
        await using var bridge = await TestBridge.CreateAsync(servers);
        await ArrangeAsync(bridge);
        var rows = await RowsAsync();
        rows.Count.ShouldBe(22_778 + 3_735);
        var inserted = await bridge.RunAsync(new IngestRequest { Edges = rows.ToAsyncEnumerable() }, Cancellation);
        inserted.Edges.ShouldBe(new IngestResult(rows.Count, 0, 0));

        var report = await bridge.RunAsync(new BackfillRequest { Workers = 4 }, Cancellation);

        var counts = await CompareAsync(bridge, rows);
        // Every trail, and its absence, is really met.
        foreach (var method in AttributionMethods.All)
        {
            report.Methods[method].ShouldBe(counts[method]);
            counts[method].ShouldBeGreaterThan(500);
        }
        report.Unknown.ShouldBe(counts["unknown"]);
        report.Ambiguous.ShouldBeGreaterThan(500);
    }

    /// <summary>Compares each edge with what the plain search says of it.</summary>
    /// <returns>How many edges each method found, and how many are unknown.</returns>
    private static async Task<Dictionary<string, long>> CompareAsync(TestBridge bridge, List<EdgeRow> rows)
    {
        var found = (await bridge.SqlRowsAsync<Attributed>("""
            SELECT e.id, e.source_artifact_id AS version, e.source_version AS number, e.provenance_unknown AS unknown,
              a.id IS NOT NULL AS real
            FROM kg_edges e LEFT JOIN artifacts a ON a.id = e.source_artifact_id AND a.artifact_type = 'model'
            """)).ToDictionary(edge => edge.Id);
        var methods = (await bridge.CypherAsync("MATCH ()-[r:CtD]->() RETURN r.edge_id, r.attribution_method, r.source_artifact_id"))
            .ToDictionary(row => (string)row[0]!);
        found.Count.ShouldBe(rows.Count);
        var counts = new Dictionary<string, long>();
        foreach (var row in rows)
        {
            var (version, method) = PlainSearch.Find(Versions, TrailOf(row));
            var edge = found[row.EdgeId];
            edge.Version.ShouldBe(version, row.EdgeId);
            edge.Number.ShouldBe((int?)Versions.Find(v => v.Id == version)?.VersionNumber);
            edge.Unknown.ShouldBe(version is null);
            edge.Real.ShouldBe(version is not null);
            methods[row.EdgeId].ShouldBe([row.EdgeId, method, version]);
            counts[method ?? "unknown"] = counts.GetValueOrDefault(method ?? "unknown") + 1;
        }
        return counts;
    }

    private static async Task ArrangeAsync(TestBridge bridge)
    {
        foreach (var version in Versions)
        {
            await bridge.AddVersionAsync(version.Id, version.ModelId, (int)version.VersionNumber);
            await bridge.SqlAsync("UPDATE model_versions SET promoted_at = @since WHERE artifact_id = @id",
                new { id = version.Id, since = version.Since!.Value.UtcDateTime });
        }
        await bridge.SqlAsync("""
            INSERT INTO tool_calls (id, outputs)
            SELECT 'run' || n, jsonb_build_object('source_artifact_id', 'prior_v' || n, 'source_version', n) FROM generate_series(1, 7) n
            """);
        var nodes = await ReadAsync("kg/nodes.tsv.gz")
            .Select(row => new NodeRow { Id = row["node_id"], Kind = row["kind"], Name = row["name"] }).ToListAsync(Cancellation);
        await bridge.RunAsync(new IngestRequest { Nodes = nodes.ToAsyncEnumerable() }, Cancellation);
    }

    private static async Task<List<EdgeRow>> RowsAsync()
    {
        var prior = ReadAsync("predictions/model_predictions.tsv.gz")
            .Where(row => row["model_id"].StartsWith("rephetio-prior", StringComparison.Ordinal))
            .Select((row, i) => EdgeOf(row, Prior, row["confidence"], i));
        var lr = ReadAsync("predictions/dwpc_features.tsv.gz").Select((row, i) => EdgeOf(row, "lr", row["lr_v1_pred"], i));
        return await prior.Concat(lr).ToListAsync(Cancellation);
    }

    /// <summary>
    /// The trail goes by the row's number: a run, real or not; model and number; model and date; tags, one or two; a ghost.
    /// </summary>
    private static EdgeRow EdgeOf(Dictionary<string, string> row, string model, string confidence, int i)
    {
        var edge = new EdgeRow
        {
            EdgeId = $"{model}:{row["edge_id"]}",
            SourceId = row["source_id"],
            Relation = "CtD",
            TargetId = row["target_id"],
            Confidence = double.Parse(confidence, CultureInfo.InvariantCulture),
            CreatedAt = Start.AddHours(i % 6000),
        };
        return (i % 9) switch
        {
            0 => edge with { RunId = $"run{1 + (i / 9 % 7)}" },
            1 => edge with { RunId = $"run{1 + (i / 9 % 9)}", ModelId = model, ModelVersion = 1 },
            2 => edge with { ModelId = model, ModelVersion = 1 + (i / 9 % 6) },
            3 or 4 => edge with { ModelId = model },
            5 => edge with { Evidence = $"scored in the batch, model:{model}@v{1 + (i / 9 % 3)}" },
            6 => edge with { Evidence = $"model:{model}@v1 and model:{model}@v{1 + (i / 9 % 2)}" },
            7 => edge with { ModelId = "ghost", ModelVersion = 1, Evidence = $"model:ghost@v1; model:{model}@v{i / 9 % 3}" },
            _ => edge with { ProvenanceUnknown = true },
        };
    }

    private static Trail TrailOf(EdgeRow row) => new()
    {
        // runs 1 to 7 name versions 1 to 7 of the prior, of which 5 are real.
        RunOutputs = row.RunId is { } run && int.Parse(run[3..], CultureInfo.InvariantCulture) is <= 7 and var n
            ? [new NamedVersion($"prior_v{n}", n)]
            : [],
        ModelId = row.ModelId,
        ModelVersion = row.ModelVersion,
        CreatedAt = row.CreatedAt,
        Evidence = row.Evidence,
    };

    private static async IAsyncEnumerable<Dictionary<string, string>> ReadAsync(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Data, file)), CompressionMode.Decompress));
        var columns = (await reader.ReadLineAsync(Cancellation))!.Split('\t');
        while (await reader.ReadLineAsync(Cancellation) is { } line)
            yield return columns.Zip(line.Split('\t')).ToDictionary(field => field.First, field => field.Second);
    }

    private sealed record Attributed(string Id, string? Version, int? Number, bool Unknown, bool Real);
}
