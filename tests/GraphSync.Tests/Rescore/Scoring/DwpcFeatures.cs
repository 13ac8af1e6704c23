using System.Globalization;
using System.IO.Compression;
using GraphSync.Rescore.Scoring;
using Support;

namespace GraphSync.Tests.Rescore.Scoring;

/// <summary>The 3,735 real pairs of samples/: 18 path counts each, and what lr_v2 makes of them.</summary>
internal sealed class DwpcFeatures
{
    private const int FirstFeature = 5;
    private const int Features = 18;

    public DwpcFeatures()
    {
        var path = Repository.Path("samples/data/predictions/dwpc_features.tsv.gz");
        using var file = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var header = file.ReadLine()!.Split('\t');
        Names = header[FirstFeature..(FirstFeature + Features)];
        while (file.ReadLine()?.Split('\t') is { } row)
        {
            // The file's own digits, so that nothing of ours comes between them and the scorer.
            var inputs = string.Join(",", Names.Select((name, i) => $"\"{name}\":{row[FirstFeature + i]}"));
            var confidence = Number(row[Array.IndexOf(header, "lr_v1_pred")]);
            Edges.Add(new ScoringRequest(row[0], row[1], "TREATS", row[2], $"{{{inputs}}}", confidence));
            Expected[row[0]] = Number(row[Array.IndexOf(header, "lr_v2_pred")]);
        }
    }

    public static string ScorerDirectory { get; } = Repository.Path("samples/scorers");

    public string[] Names { get; }

    public List<ScoringRequest> Edges { get; } = [];

    public Dictionary<string, double> Expected { get; } = [];

    /// <summary>lr_v2's coefficient table: the intercept, then per feature its coefficient, mean and standard deviation.</summary>
    public static (float Intercept, float[] Coefficients, float[] Means, float[] Deviations) Table()
    {
        var rows = File.ReadLines(Path.Combine(ScorerDirectory, "lr_v2/lr_v2.coefficient.tsv"))
            .Skip(1).Select(line => line.Split('\t')).ToList();
        return ((float)Number(rows[0][1]), Column(1), Column(2), Column(3));
        float[] Column(int index) => [.. rows.Skip(1).Select(row => (float)Number(row[index]))];
    }

    public void ShouldEqual(IReadOnlyCollection<ScoringResult> scores, double tolerance)
    {
        scores.Count.ShouldBe(3735);
        foreach (var score in scores)
            score.Confidence!.Value.ShouldBe(Expected[score.EdgeId], tolerance, score.EdgeId);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
