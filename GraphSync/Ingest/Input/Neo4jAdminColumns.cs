using System.Globalization;
using System.Text.RegularExpressions;
using GraphSync.Edges;

namespace GraphSync.Ingest.Input;

/// <summary>The columns of neo4j-admin's import files: https://neo4j.com/docs/operations-manual/5/import/</summary>
internal static partial class Neo4jAdminColumns
{
    private const char ListSeparator = ';';

    public static bool IsOne(string column) => Marked().IsMatch(column);

    public static ColumnUse Node(string column) => Special(column) is not { } special ? Property(column) : special.Type switch
    {
        "ID" => (row, value) =>
        {
            if (special.Name is not ("" or "id")) row[special.Name] = value;
            row["id"] = InSpace(special.Space, value);
            return null;
        },
        "LABEL" => (row, value) =>
        {
            var labels = Text(value).Split(ListSeparator, StringSplitOptions.RemoveEmptyEntries);
            if (labels.Length > 0) row["kind"] = labels[0];
            if (labels.Length > 1) row["labels"] = labels;
            return null;
        },
        _ => ColumnUses.Nothing,
    };

    public static ColumnUse Edge(string column) => Special(column) is not { } special ? Property(column) : special.Type switch
    {
        "START_ID" => Endpoint("source_id", special.Space),
        "END_ID" => Endpoint("target_id", special.Space),
        "TYPE" => ColumnUses.As("relation"),
        _ => ColumnUses.Nothing,
    };

    private static ColumnUse Endpoint(string name, string space) => (row, value) =>
    {
        row[name] = InSpace(space, value);
        return null;
    };

    /// <summary>Ids are unique within their space, so it becomes part of the id.</summary>
    private static string InSpace(string space, object value) => space.Length == 0 ? Text(value) : $"{space}:{Text(value)}";

    private static (string Name, string Type, string Space)? Special(string column) => Marked().Match(column) is { Success: true } match
        ? (match.Groups["name"].Value, match.Groups["type"].Value, match.Groups["space"].Value) : null;

    private static ColumnUse Property(string column)
    {
        var typed = Typed().Match(column);
        if (!typed.Success) return ColumnUses.As(column);
        var (name, type, isList) = (typed.Groups["name"].Value, typed.Groups["type"].Value, typed.Groups["list"].Success);
        return (row, value) =>
        {
            object?[] items = isList
                ? [.. Text(value).Split(ListSeparator).Select(item => Item(type, item))]
                : [Item(type, value)];
            if (items.Contains(null)) return $"{column} holds what is no {type}";
            row[name] = isList ? items : items[0]!;
            return null;
        };
    }

    private static object? Item(string type, object value) => type switch
    {
        "int" or "long" or "short" or "byte" => ColumnValue.Integer(value),
        "float" or "double" => ColumnValue.Number(value),
        "boolean" => Text(value) is "true" or "True" or "TRUE",
        _ => value,
    };

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    [GeneratedRegex(@"^(?<name>[^:]*):(?<type>ID|START_ID|END_ID|TYPE|LABEL|IGNORE)(\((?<space>[^)]*)\))?(\{.*\})?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Marked();

    [GeneratedRegex(@"^(?<name>.+?):(?<type>int|long|short|byte|float|double|boolean|char|string|point|date|localtime|time|localdatetime|"
        + @"datetime|duration)(?<list>\[\])?(\{.*\})?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Typed();
}
