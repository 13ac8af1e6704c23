using System.Text;

namespace GraphQueries.Tests.Catalogue;

/// <summary>The reference page of all queries, made of their headers.</summary>
internal static class QueryReference
{
    private const string Introduction = "# Queries\n\n"
        + "Every statement of [cypher/queries](../cypher/queries), as its header describes it. Made by a test; do not edit it here. "
        + "How the files are\nwritten and used by hand: [cypher/README.md](../cypher/README.md).\n\n"
        + "`edges: each type` runs once for each registered edge type, `edges: every type` asks all of them at once, "
        + "`edges: by element id` is about edges that were found, of any type. "
        + "Every statement also carries `$run`,\nby which it can be found in `SHOW TRANSACTIONS`.\n\n";

    public static string Render()
    {
        var page = new StringBuilder(Introduction);
        foreach (var topic in CypherCatalogue.Default.Queries.GroupBy(file => file.Name.Split('/')[0]))
        {
            page.Append($"## {topic.Key}\n\n");
            foreach (var file in topic) Append(page, file);
        }
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void Append(StringBuilder page, CypherFile file)
    {
        page.Append($"### [{file.Name}](../cypher/queries/{file.Name}.cypher)\n\n{file.Purpose}\n\n");
        Table(page, "parameter", file.Parameters, field => $"`${field.Name}`", field => $" `{field.Example}` |", " example |");
        Table(page, "column", file.Columns, field => $"`{field.Name}`", _ => "", "");
        string?[] facts =
        [
            file.ReadsOnly ? "reads" : "writes",
            file.Scope switch
            {
                EdgeScope.EachType => "edges: each type",
                EdgeScope.EveryType => "edges: every type",
                EdgeScope.ByElementId => "edges: by element id",
                _ => null,
            },
            file.Columns.Count > 0 && file.Order is { } order ? $"order: {order}" : null,
            file.Index is { } index ? $"index: {index}" : null,
            file.Scan is { } scan ? $"scan: {scan}" : null,
            file.Client is { } client ? $"client: {client}" : null,
        ];
        page.Append(string.Join(" · ", facts.OfType<string>())).Append("\n\n");
    }

    private static void Table(StringBuilder page, string title, IReadOnlyList<CypherField> fields, Func<CypherField, string> name,
        Func<CypherField, string> example, string head)
    {
        if (fields.Count == 0) return;
        page.Append($"| {title} | type |{head} meaning |\n| --- | --- |{(head.Length > 0 ? " --- |" : "")} --- |\n");
        foreach (var field in fields)
        {
            var type = $"{field.Type.Replace("<", "&lt;").Replace(">", "&gt;")}{(field.Nullable ? "?" : "")}";
            page.Append($"| {name(field)} | {type} |{Cell(example(field))} {field.Meaning.Replace("|", "\\|")} |\n");
        }
        page.Append('\n');
    }

    // A bar ends a cell even in code.
    private static string Cell(string text) => text.Length < 2 ? text : text[..^1].Replace("|", "\\|") + "|";
}
