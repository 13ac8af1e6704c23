using System.Globalization;
using Parquet;
using Parquet.Serialization;
using Support;

namespace Benchmarks;

/// <summary>Files as people have them, each taken in by one command: how long it takes with the mirror, and how much memory.</summary>
internal static class FileIngestion
{
    private const int Rows = 100_000;
    private const int ParquetRows = 1_000_000;
    private const int Nodes = 20_000;

    /// <summary>Prints the figures. Target: under 200 MB.</summary>
    public static async Task RunAsync(ServersFixture servers)
    {
        var folder = Directory.CreateTempSubdirectory("files-");
        string In(string name) => Path.Combine(folder.FullName, name);
        await WriteKgxAsync(In("nodes.tsv"), In("edges.tsv"));
        await WritePrimeKgAsync(In("kg.csv"));
        await WriteParquetAsync(In("groups.parquet"), 100_000);
        await WriteParquetAsync(In("one.parquet"), ParquetRows);
        (string Name, string[] Arguments)[] commands =
        [
            ($"KGX, {Rows:N0} edges", ["--preset", "kgx", "--nodes", In("nodes.tsv"), "--edges", In("edges.tsv")]),
            ($"CSV with two id spaces, {Rows:N0} edges", ["--edges", In("kg.csv"), "--endpoints", "create", "--edge-id", "content",
                "--map", "source_id={x_type}:{x_id}", "--map", "target_id={y_type}:{y_id}", "--map", "source_type=x_type",
                "--map", "target_type=y_type"]),
            ($"Parquet, {ParquetRows:N0} edges, 100,000 a row group", ["--edges", In("groups.parquet"), "--endpoints", "create"]),
            ($"Parquet, {ParquetRows:N0} edges, one row group", ["--edges", In("one.parquet"), "--endpoints", "create"]),
        ];
        List<string[]> rows = [];
        foreach (var (name, arguments) in commands)
        {
            await using var bridge = await TestBridge.CreateAsync(servers);
            long peak = 0;
            var seconds = await Table.SecondsAsync(async () => peak = await PeakMemory.MeasureAsync(bridge, ["ingest", .. arguments]));
            rows.Add([name, seconds.ToString("F0", CultureInfo.InvariantCulture), peak.ToString(CultureInfo.InvariantCulture)]);
        }
        Table.Write("Files, mirror included", ["file", "s", "MB"], rows);
        folder.Delete(recursive: true);
    }

    private static async Task WriteKgxAsync(string nodes, string edges)
    {
        await File.WriteAllLinesAsync(nodes, Enumerable.Range(0, Nodes)
            .Select(i => $"X:{i}\tbiolink:NamedThing|biolink:Gene\tgene {i}\ta|b")
            .Prepend("id\tcategory\tname\tsynonym"));
        var random = new Random(1);
        await File.WriteAllLinesAsync(edges, Enumerable.Range(0, Rows).Select(i =>
            $"urn:{i}\tX:{random.Next(Nodes)}\tbiolink:affects\tX:{random.Next(Nodes)}\tPMID:{i}|PMID:{i + 1}\tinfores:x\tmanual_agent")
            .Prepend("id\tsubject\tpredicate\tobject\tpublications\tprimary_knowledge_source\tagent_type"));
    }

    private static Task WritePrimeKgAsync(string path)
    {
        // No pair comes twice.
        return File.WriteAllLinesAsync(path, Enumerable.Range(0, Rows).Select(i =>
            $"ppi,{i % 3000},gene/protein,\"name, {i % 3000}\",NCBI,{i % 40_000},{(i % 2 == 0 ? "disease" : "drug")},other")
            .Prepend("relation,x_id,x_type,x_name,x_source,y_id,y_type,y_name"));
    }

    private static async Task WriteParquetAsync(string path, int rowsPerGroup)
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, ParquetRows).Select(i => new Row
        {
            edge_id = $"edge:{i:x16}",
            source_id = $"n{random.Next(Nodes)}",
            target_id = $"n{random.Next(Nodes)}",
            confidence = random.NextDouble(),
        });
        await using var file = File.Create(path);
        await ParquetSerializer.SerializeAsync(rows, file, new ParquetOptions { RowGroupSize = rowsPerGroup });
    }

    private sealed class Row
    {
        public string edge_id { get; set; } = "";
        public string source_id { get; set; } = "";
        public string relation { get; set; } = "ASSOCIATED";
        public string target_id { get; set; } = "";
        public double confidence { get; set; }
    }
}
