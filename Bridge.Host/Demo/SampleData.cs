using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using GraphSync.Ingest;

namespace Bridge.Host.Demo;

/// <summary>The real data in samples/, which goes with the program. Its README says where it comes from.</summary>
internal sealed class SampleData
{
    /// <summary>The folder samples/ beside the program.</summary>
    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "samples");

    /// <summary>The scorer of lr_v2.</summary>
    public static string LrV2Scorer { get; } = Path.Combine(Root, "scorers", "lr_v2", "eval.py");

    /// <summary>A statement of samples/cypher.</summary>
    public static string Cypher(string name) => File.ReadAllText(Path.Combine(Root, "cypher", $"{name}.cypher"));

    /// <summary>Rows of a gzipped TSV file, as columns by name.</summary>
    public static IEnumerable<TsvRow> Read(string path)
    {
        using var file = File.OpenRead(Path.Combine(Root, "data", path));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress), Encoding.UTF8);
        var columns = reader.ReadLine()!.Split('\t');
        while (reader.ReadLine() is { } line) yield return new TsvRow(columns, line.Split('\t'));
    }

    /// <summary>The predictions of lr_v1 with the 18 features that both versions read.</summary>
    public static IEnumerable<EdgeRow> LrV1Predictions() => Read("predictions/dwpc_features.tsv.gz").Select(row => new EdgeRow
    {
        EdgeId = $"lr_v1:{row["edge_id"]}",
        SourceId = row["source_id"],
        Relation = "CtD",
        TargetId = row["target_id"],
        Confidence = row.Number("lr_v1_pred"),
        SourceArtifactId = "lr_v1",
        SourceVersion = 1,
        InferenceInput = Features(row),
    });

    /// <summary>The predictions of the degree-only prior.</summary>
    public static IEnumerable<EdgeRow> PriorPredictions() => Read("predictions/model_predictions.tsv.gz")
        .Where(row => row["model_id"].StartsWith("rephetio-prior", StringComparison.Ordinal))
        .Select(row => new EdgeRow
        {
            EdgeId = $"rephetio-prior:{row["edge_id"]}",
            SourceId = row["source_id"],
            Relation = row["relation"],
            TargetId = row["target_id"],
            Confidence = row.Number("confidence"),
            SourceArtifactId = "rephetio-prior",
            SourceVersion = 1,
        });

    /// <summary>The features are the columns between the upstream's random number and its own model's answer.</summary>
    private static string Features(TsvRow row)
    {
        var from = Array.IndexOf(row.Columns, "partition_percentile") + 1;
        var to = Array.IndexOf(row.Columns, "lasso_2015_y_pred");
        var features = Enumerable.Range(from, to - from).ToDictionary(i => row.Columns[i], i => row.Number(row.Columns[i]));
        return JsonSerializer.Serialize(features);
    }
}

/// <summary>One row of a TSV file.</summary>
internal readonly record struct TsvRow(string[] Columns, string[] Values)
{
    public string this[string column] => Values[Array.IndexOf(Columns, column)];

    public double Number(string column) => double.Parse(this[column], CultureInfo.InvariantCulture);
}
