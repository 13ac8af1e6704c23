using System.Globalization;
using System.Text;
using System.Text.Json;
using GraphSync.Ingest;
using GraphSync.Ingest.Input;

namespace GraphSync.Import;

/// <summary>A row of <c>kg_edges</c> as an edge and its endpoints' kinds.</summary>
internal sealed record KgEdgeRow(EdgeRow Edge, string? Problem)
{
    // Of the endpoints, of the mirror, and of what the edge went through: no property of a new edge.
    private static readonly string[] OwnColumns =
    [
        "source_type", "target_type", "updated_at", "senate_review_flag", "rescored_by_artifact_id", "rescored_version", "rescored_at",
        "attribution_method", "senate_pinned",
    ];

    // What is text in an edge may be of any type in a table; a graph that is adopted is read alike.
    private static readonly string[] Trails = ["run_id", "model_id", "evidence"];

    /// <param name="number">Its place in the order of reading, from 1.</param>
    /// <param name="row">The row.</param>
    public static KgEdgeRow Parse(long number, KgEdge row)
    {
        if (row.Json is not { } json) return Unreadable(number, row);
        // A column of PostgreSQL can hold what no property can: it becomes JSON text.
        var input = JsonRows.FromColumns(number, Encoding.UTF8.GetBytes(json));
        var values = new Dictionary<string, object>(input.Values, StringComparer.Ordinal);
        var namesake = TakeId(values);
        var fields = new RowFields(input with { Values = values });
        var (sourceKind, targetKind) = (fields.Text("source_type"), fields.Text("target_type"));
        var state = new RescoredState(fields.Flag("senate_review_flag"), fields.Text("rescored_by_artifact_id"),
            fields.Integer("rescored_version"), fields.Instant("rescored_at"));
        foreach (var column in OwnColumns) values.Remove(column);
        foreach (var column in Trails)
        {
            if (values.TryGetValue(column, out var value)) values[column] = Text(value);
        }
        var (edge, problem) = RowParser.Edge(input with { Values = values });
        return new KgEdgeRow(edge with { RescoredState = state, SourceType = sourceKind, TargetType = targetKind },
            fields.Problem ?? namesake ?? problem);
    }

    private static KgEdgeRow Unreadable(long number, KgEdge row)
    {
        var name = new Dictionary<string, string> { [row.Id is null ? "ctid" : "id"] = row.Place };
        var input = InputRow.Unreadable(number, JsonSerializer.SerializeToUtf8Bytes(name), row.Problem!, isJson: true);
        return new KgEdgeRow(RowParser.Edge(input).Row, row.Problem);
    }

    private static string Text(object value) => value switch
    {
        JsonText json => json.Text,
        object?[] items => string.Join('\n', items),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The column <c>id</c> is the edge's id, under the name that it has in the graph.</summary>
    /// <returns>Why a column of the table's own stands in its way; null when it says the same, or there is none.</returns>
    private static string? TakeId(Dictionary<string, object> values)
    {
        values.Remove("edge_id", out var namesake);
        if (values.Remove("id", out var id)) values["edge_id"] = id;
        var given = Convert.ToString(namesake, CultureInfo.InvariantCulture);
        return namesake is null || given == id as string ? null
            : "the column edge_id says something else than id, which is the edge's id: rename the column, or empty it";
    }
}
