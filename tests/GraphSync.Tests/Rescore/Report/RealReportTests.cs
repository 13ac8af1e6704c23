using System.Globalization;
using System.IO.Compression;
using GraphSync.Ingest;
using GraphSync.Rescore;
using GraphSync.Rescore.Report;
using Support;

namespace GraphSync.Tests.Rescore.Report;

/// <summary>Two real promotions beside 483 known treatments: the report says what the published scores say.</summary>
public sealed class RealReportTests(ServersFixture servers) : RescoreTest(servers)
{
    private const double Tolerance = 1e-9;
    private const string Features = "predictions/dwpc_features.tsv.gz";
    private const string Predictions = "predictions/model_predictions.tsv.gz";
    private static readonly string Data = Repository.Path("samples/data");

    [Fact]
    public async Task ReadAsync_SaysWhatThePublishedScoresSay_OfBothPromotions()
    {
        List<Scored> lr = [.. Read(Features).Select(row => new Scored("lr", row["edge_id"], row["source_id"], row["target_id"],
            Number(row["lr_v1_pred"]), Number(row["lr_v2_pred"])))];
        var ridges = Read(Predictions).Where(row => row["model_id"].StartsWith("rephetio-ridge", StringComparison.Ordinal))
            .ToDictionary(row => row["edge_id"], row => Number(row["confidence"]));
        List<Scored> rephetio = [.. Read(Predictions)
            .Where(row => row["model_id"].StartsWith("rephetio-prior", StringComparison.Ordinal) && ridges.ContainsKey(row["edge_id"]))
            .Select(row => new Scored("rephetio", row["edge_id"], row["source_id"], row["target_id"], Number(row["confidence"]),
                ridges[row["edge_id"]]))];
        var treatments = Read("kg/edges.tsv.gz").Where(row => row["relation"] == "CtD")
            .ToDictionary(row => (row["source_id"], row["target_id"]), row => row["edge_id"]);
        (lr.Count, rephetio.Count, treatments.Count).ShouldBe((3_735, 2_467, 483));
        await ArrangeAsync([.. lr, .. rephetio], treatments);
        for (var i = 0; i < 2; i++, Clock.Advance(TimeSpan.FromDays(1))) (await RescoreAsync()).Status.ShouldBe("completed");

        await CompareAsync("lr", lr, treatments);
        await CompareAsync("rephetio", rephetio, treatments);
    }

    private async Task CompareAsync(string model, List<Scored> edges, Dictionary<(string, string), string> treatments)
    {
        var report = await Bridge.Get<PromotionReports>().ReadAsync($"promote-{model}", Cancellation);
        double[] old = [.. edges.Select(edge => edge.Old)], @new = [.. edges.Select(edge => edge.New)];

        (report.Parent, report.Child, report.Edges).ShouldBe(($"{model}_v1", $"{model}_v2", edges.Count));
        report.KsDistance.ShouldBe(PlainFigures.KolmogorovSmirnov(old, @new), Tolerance);
        report.RankCorrelation!.Value.ShouldBe(PlainFigures.Spearman(old, @new), Tolerance);
        report.Before.P50.ShouldBe(PlainFigures.Quantile(old, 0.5), Tolerance);
        report.After.P95.ShouldBe(PlainFigures.Quantile(@new, 0.95), Tolerance);
        report.After.Mean.ShouldBe(@new.Average(), Tolerance);
        report.LargestDecreases[0].Delta.ShouldBe(edges.Min(edge => edge.New - edge.Old), Tolerance);
        report.LargestIncreases[0].Delta.ShouldBe(edges.Max(edge => edge.New - edge.Old), Tolerance);
        report.Before.Histogram.Sum().ShouldBe(edges.Count);
        var known = edges.ToLookup(edge => treatments.ContainsKey((edge.Source, edge.Target)));
        report.Curated.Positives.ShouldBe(known[true].Count());
        ShouldBe(report.Curated.Before!, [.. known[true].Select(edge => edge.Old)], [.. known[false].Select(edge => edge.Old)]);
        ShouldBe(report.Curated.After!, [.. known[true].Select(edge => edge.New)], [.. known[false].Select(edge => edge.New)]);
    }

    private static void ShouldBe(RankingQuality quality, double[] positives, double[] negatives)
    {
        var (auroc, low, high) = PlainFigures.Auroc(positives, negatives);
        quality.Auroc.ShouldBe(auroc, Tolerance);
        quality.AurocLow!.Value.ShouldBe(low, Tolerance);
        quality.AurocHigh!.Value.ShouldBe(high, Tolerance);
    }

    private async Task ArrangeAsync(IReadOnlyList<Scored> edges, Dictionary<(string Source, string Target), string> treatments)
    {
        var scorer = await PublishedAsync(edges);
        foreach (var model in (string[])["lr", "rephetio"])
        {
            await Bridge.AddVersionAsync($"{model}_v1", model, 1);
            await Bridge.AddVersionAsync($"{model}_v2", model, 2, scorer);
            await Bridge.PromoteAsync($"promote-{model}", $"{model}_v1", $"{model}_v2");
        }
        var rows = edges.Select(edge => Row(edge.EdgeId, edge.Source, edge.Target) with
        {
            Confidence = edge.Old,
            SourceArtifactId = $"{edge.Model}_v1",
            SourceVersion = 1,
        }).Concat(treatments.Select(pair => Row(pair.Value, pair.Key.Source, pair.Key.Target)));
        var request = new IngestRequest { Edges = rows.ToAsyncEnumerable(), CreateEndpoints = true };
        (await Bridge.RunAsync(request, Cancellation)).Edges.Created.ShouldBe(edges.Count + treatments.Count);
    }

    /// <summary>A scorer that answers with what was published.</summary>
    private async Task<string> PublishedAsync(IReadOnlyList<Scored> edges)
    {
        var (published, scorer) = (Path.Combine(Folder, "published.tsv"), Path.Combine(Folder, "published.py"));
        await File.WriteAllLinesAsync(published, edges.Select(edge =>
            string.Create(CultureInfo.InvariantCulture, $"{edge.EdgeId}\t{edge.New:R}")), Cancellation);
        await File.WriteAllTextAsync(scorer, $"""
            import json, sys
            published = dict(line.rstrip().split('\t') for line in open('{published}'))
            for line in sys.stdin:
                edge_id = json.loads(line)['edge_id']
                print(json.dumps(dict(edge_id=edge_id, confidence=float(published[edge_id]))))
            """, Cancellation);
        return scorer;
    }

    private static EdgeRow Row(string id, string source, string target) =>
        new() { EdgeId = id, SourceId = source, Relation = "CtD", TargetId = target };

    private static IEnumerable<Dictionary<string, string>> Read(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Data, file)), CompressionMode.Decompress));
        var columns = reader.ReadLine()!.Split('\t');
        while (reader.ReadLine() is { } line)
            yield return columns.Zip(line.Split('\t')).ToDictionary(field => field.First, field => field.Second);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Scored(string Model, string Id, string Source, string Target, double Old, double New)
    {
        public string EdgeId => $"{Model}:{Id}";
    }
}
