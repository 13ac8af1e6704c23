using GraphSync.Postgres;

namespace GraphSync.Migration;

/// <summary>How a column of one type becomes one of another, keeping its values.</summary>
internal static class TypeChange
{
    /// <summary>The part of ALTER COLUMN from TYPE on.</summary>
    public static string Clause(string column, string from, string to) =>
        $"TYPE {to} USING {Using(Sql.Quote(column), from, to)}";

    /// <summary>Whether PostgreSQL converts the column's default by itself.</summary>
    public static bool CarriesDefault(string from, string to) => to switch
    {
        "text" => true,
        "jsonb" => from == "json",
        "timestamp with time zone" => from == "date" || IsTimestamp(from),
        "double precision" or "integer" or "bigint" => IsNumber(from),
        _ => false,
    };

    private static string Using(string column, string from, string to) => to switch
    {
        // Instants without a zone are read as UTC, whatever zone the session is in.
        "timestamp with time zone" when from == "date" || IsTimestamp(from) => $"{column}::timestamp AT TIME ZONE 'UTC'",
        "timestamp with time zone" when IsNumber(from) => $"to_timestamp({column})",
        "boolean" when IsNumber(from) => $"{column} <> 0",
        _ => $"{column}::{to}",
    };

    private static bool IsTimestamp(string type) =>
        type.StartsWith("timestamp", StringComparison.Ordinal) && type.EndsWith("without time zone", StringComparison.Ordinal);

    private static bool IsNumber(string type) =>
        type is "smallint" or "integer" or "bigint" or "real" or "double precision" || type.StartsWith("numeric", StringComparison.Ordinal);
}
