using System.Text;
using System.Text.Json;
using GraphSync.Ingest;
using GraphSync.Postgres;
using Support;

namespace Hostile.Generator;

/// <summary>Whatever a file's column holds, the row goes in on both sides or is refused with its reason, and the good rows go in.</summary>
public sealed class FileTests(ServersFixture servers, Tally tally) : BridgeTest(servers)
{
    private const int Rows = 400;
    private const int GoodEvery = 10;

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 100 };

    // A relation makes a schema of its own: few of them are odd.
    private static readonly (string Name, ValueKind Kind, int Weight)[] Columns =
    [
        ("edge_id", ValueKind.Text, 4), ("source_id", ValueKind.Text, 3), ("target_id", ValueKind.Text, 3), ("relation", ValueKind.Text, 1),
        ("confidence", ValueKind.Number, 10), ("source_artifact_id", ValueKind.Text, 6), ("source_version", ValueKind.Number, 6),
        ("provenance_unknown", ValueKind.Text, 4), ("inference_input", ValueKind.Json, 14), ("model_id", ValueKind.Text, 4),
        ("model_version", ValueKind.Number, 5), ("run_id", ValueKind.Text, 4), ("evidence", ValueKind.Text, 4),
        ("created_at", ValueKind.Instant, 8), ("note", ValueKind.Text, 6), ("odd name", ValueKind.Json, 4),
    ];

    [Theory]
    [InlineData("jsonl")]
    [InlineData("tsv")]
    public async Task Ingest_TakesOrRefusesTheRow_AndTakesAllGoodOnes(string format)
    {
        await Bridge.CypherAsync("UNWIND ['a', 'b'] AS id CREATE (:KgNode {id: id})");
        await Bridge.CypherAsync("CREATE (:ModelVersion {id: 'm1', model_id: 'm', version_number: 1})");
        var path = Path.Combine(Folder, $"odd.{format}");
        var odd = new OddValues(Tally.Seed);
        await File.WriteAllTextAsync(path, format == "tsv" ? Tsv(odd) : Jsonl(odd), Cancellation);

        var report = await Bridge.RunAsync(new IngestRequest { EdgeFiles = [path] }, Cancellation);

        (report.Edges.Created + report.Edges.Present + report.Edges.Refused).ShouldBe(Rows);
        var rejects = (await File.ReadAllLinesAsync(report.EdgeRejects.Single(), Cancellation))
            .Select(line => JsonDocument.Parse(line, Deep).RootElement.GetProperty("reason").GetString());
        rejects.Count(reason => !string.IsNullOrWhiteSpace(reason)).ShouldBe((int)report.Edges.Refused);
        var good = Enumerable.Range(0, Rows / GoodEvery).Select(i => $"good{i * GoodEvery}").ToArray();
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE id = ANY(@good) AND confidence = 0.5", new { good }))
            .ShouldBe(good.Length);
        await ShouldBeOnBothSidesAsync();
        tally.Add(Rows - good.Length);
    }

    private async Task ShouldBeOnBothSidesAsync()
    {
        (await Bridge.SqlRowsAsync<string>("SELECT row_id || ': ' || reason FROM mirror_rejects")).ShouldBeEmpty();
        var edges = (await Bridge.CypherAsync("MATCH ()-[r]->() RETURN r.edge_id ORDER BY r.edge_id")).Select(row => (string)row[0]!);
        var mirrored = await Bridge.SqlRowsAsync<string>("SELECT id FROM kg_edges");
        mirrored.ShouldBe(edges, ignoreOrder: true);
    }

    private static string Jsonl(OddValues odd)
    {
        var lines = new StringBuilder();
        foreach (var (row, column) in OddColumns(odd))
        {
            var values = Good(row).Where(pair => pair.Key != column?.Name).Select(pair => $"{Text(pair.Key)}: {pair.Value}");
            if (column is { } c)
            {
                var value = odd.Of(c.Kind);
                values = values.Append($"{Text(c.Name)}: {(odd.Pick([true, false]) ? Text(value) : OneLine(value))}");
            }
            lines.Append('{').AppendJoin(", ", values).Append("}\n");
        }
        return lines.ToString();
    }

    private static string Tsv(OddValues odd)
    {
        var lines = new StringBuilder().AppendJoin('\t', Columns.Select(column => column.Name)).Append('\n');
        foreach (var (row, column) in OddColumns(odd))
        {
            var values = Good(row);
            lines.AppendJoin('\t', Columns.Select(c => c.Name == column?.Name ? OneLine(odd.Of(c.Kind)).Replace('\t', ' ')
                : values.TryGetValue(c.Name, out var value) ? value.Trim('"') : "")).Append('\n');
        }
        return lines.ToString();
    }

    private static IEnumerable<(int Row, (string Name, ValueKind Kind)? Column)> OddColumns(OddValues odd)
    {
        var weighted = Columns.SelectMany(column => Enumerable.Repeat((column.Name, column.Kind), column.Weight)).ToList();
        foreach (var row in Enumerable.Range(0, Rows)) yield return (row, row % GoodEvery == 0 ? null : odd.Pick(weighted));
    }

    private static Dictionary<string, string> Good(int row) => new()
    {
        ["edge_id"] = $"\"{(row % GoodEvery == 0 ? "good" : "odd")}{row}\"",
        ["source_id"] = "\"a\"",
        ["target_id"] = "\"b\"",
        ["relation"] = "\"R\"",
        ["confidence"] = "0.5",
        ["source_artifact_id"] = "\"m1\"",
        ["source_version"] = "1",
    };

    private static string Text(string value) => JsonSerializer.Serialize(value);

    private static string OneLine(string value) => value.Replace('\n', ' ').Replace('\r', ' ');
}
