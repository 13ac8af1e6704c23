using System.Collections;
using GraphQueries.Language;
using Neo4j.Driver;

namespace GraphQueries.Transport.Driver;

/// <summary>Parameters and rows between this library's types and the driver's.</summary>
internal static class DriverValues
{
    private static readonly long FirstSecond = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public static Query Query(CypherStatement statement, string run)
    {
        var sent = ParameterList.Of(statement);
        var parameters = sent.Parameters.ToDictionary(p => p.Key, p => ToDriver(p.Value)!);
        parameters["run"] = run;
        return new Query(sent.Text, parameters);
    }

    public static async Task<QueryResult> ReadAsync(IResultCursor cursor)
    {
        var columns = await cursor.KeysAsync().ConfigureAwait(false);
        List<object?[]> rows = [];
        string? unsupported = null;
        while (await cursor.FetchAsync().ConfigureAwait(false))
        {
            var record = cursor.Current;
            var row = new object?[columns.Length];
            for (var i = 0; i < row.Length; i++) row[i] = FromDriver(record[i], ref unsupported);
            rows.Add(row);
        }
        await cursor.ConsumeAsync().ConfigureAwait(false);
        return unsupported is null ? new QueryResult(columns, rows) : throw new NotSupportedException(unsupported);
    }

    private static object? ToDriver(object? value) => value switch
    {
        null or bool or int or long => value,
        string text => Parameter.Checked(text),
        double number => Parameter.Checked(number),
        DateTimeOffset instant => Parameter.Text(instant),
        IReadOnlyDictionary<string, object?> map => map.ToDictionary(entry => Parameter.Checked(entry.Key), entry => ToDriver(entry.Value)),
        IEnumerable list => list.Cast<object?>().Select(ToDriver).ToList(),
        _ => throw Parameter.Unknown(value),
    };

    private static object? FromDriver(object? value, ref string? unsupported)
    {
        switch (value)
        {
            case null or bool or long or double or string: return value;
            case ZonedDateTime instant: return Instant(instant);
            case IDictionary<string, object?> map:
                var entries = new Dictionary<string, object?>(map.Count, StringComparer.Ordinal);
                foreach (var (name, item) in map) entries[name] = FromDriver(item, ref unsupported);
                return entries;
            case IEntity or IPath or byte[]:
                unsupported ??= $"A statement returned a {value.GetType().Name}: return its properties instead.";
                return null;
            case IList list:
                var items = new object?[list.Count];
                for (var i = 0; i < items.Length; i++) items[i] = FromDriver(list[i], ref unsupported);
                return items;
            // Dates, durations, points and the like come as their text.
            default: return value.ToString();
        }
    }

    /// <summary>Years that .NET does not have come as their text.</summary>
    private static object Instant(ZonedDateTime instant) => instant.UtcSeconds >= FirstSecond && instant.UtcSeconds <= LastSecond
        ? DateTimeOffset.FromUnixTimeSeconds(instant.UtcSeconds).AddMicroseconds(instant.Nanosecond / 1_000) : instant.ToString();
}
