using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using GraphSync.Postgres;
using Parquet;
using Parquet.Data;
using Parquet.Schema;
using Parquet.Serialization;

namespace GraphSync.Ingest.Input;

/// <summary>Rows of a Parquet file, a row group at a time; its types become those of JSON, and what has none there becomes text.</summary>
/// <param name="takeHeader">Told the file and its columns before the first row.</param>
internal sealed class ParquetRows(Action<string, IReadOnlyList<string>> takeHeader)
{
    private const int ManyTexts = 50_000;

    public async IAsyncEnumerable<InputRow> ReadAsync(InputFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await file.SeekableAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var reader = await OpenAsync(file.Path, stream, cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        takeHeader(file.Path, [.. reader.Schema.Fields.Select(field => field.Name)]);
        long number = 0;
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            var rows = GroupAsync(reader, stream, i, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using var ___ = rows.ConfigureAwait(false);
            while (true)
            {
                var (row, damage) = await NextAsync(rows).ConfigureAwait(false);
                if (damage is not null)
                {
                    yield return InputRow.Unreadable(number + 1, default, $"the Parquet file cannot be read on from this row: {damage}");
                    yield break;
                }
                if (row is null) break;
                yield return new InputRow(++number, default, IsJson: false, row);
            }
        }
    }

    private static async Task<ParquetReader> OpenAsync(string path, Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            return await ParquetReader.CreateAsync(stream, leaveStreamOpen: true, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new BadInputException($"{path} is cut off or damaged, or no Parquet file that can be read: {e.Message}");
        }
    }

    private static async Task<(IReadOnlyDictionary<string, object>? Row, string? Damage)> NextAsync(
        IAsyncEnumerator<IReadOnlyDictionary<string, object>> rows)
    {
        try
        {
            return (await rows.MoveNextAsync().ConfigureAwait(false) ? rows.Current : null, null);
        }
        // The library meets bytes that make no sense in many ways.
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            return (null, e.Message);
        }
    }

    private static IAsyncEnumerable<IReadOnlyDictionary<string, object>> GroupAsync(ParquetReader reader, Stream stream, int group,
        CancellationToken cancellationToken) =>
        reader.Schema.Fields.All(field => field is DataField { IsArray: false }) ? FlatAsync(reader, group, cancellationToken)
            : NestedAsync(stream, group, cancellationToken);

    private static async IAsyncEnumerable<IReadOnlyDictionary<string, object>> FlatAsync(ParquetReader reader, int index,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var group = reader.OpenRowGroupReader(index);
        List<(string Name, IEnumerator<object?> Values)> columns = [];
        List<IDisposable> held = [];
        try
        {
            foreach (var field in reader.Schema.DataFields)
            {
                var (holder, values) = await ColumnAsync(group, field, cancellationToken).ConfigureAwait(false);
                held.Add(holder);
                columns.Add((field.Name, values.GetEnumerator()));
            }
            for (long i = 0; i < group.RowCount; i++)
            {
                var row = new Dictionary<string, object>(columns.Count, StringComparer.Ordinal);
                foreach (var (name, values) in columns)
                {
                    if (values.MoveNext() && values.Current is not (null or "")) row[name] = values.Current;
                }
                yield return row;
            }
        }
        finally
        {
            foreach (var (_, values) in columns) values.Dispose();
            foreach (var holder in held) holder.Dispose();
        }
    }

    private static async Task<(IDisposable Holder, IEnumerable<object?> Values)> ColumnAsync(ParquetRowGroupReader group, DataField field,
        CancellationToken cancellationToken)
    {
        var data = await group.ReadRawColumnDataBaseAsync(field, cancellationToken).ConfigureAwait(false);
        var mayBeNull = field.MaxDefinitionLevel > 0;
        return data switch
        {
            RawColumnData<ReadOnlyMemory<char>> texts => Spooled(texts, mayBeNull, text => text.ToString()),
            RawColumnData<ReadOnlyMemory<byte>> bytes => Spooled(bytes, mayBeNull, value => Bytes(value.ToArray())),
            _ => (data, Scalars(data, mayBeNull)
                ?? throw new NotSupportedException($"the column '{field.Name}' has the type {field.ClrType.Name}, which is not read")),
        };
    }

    // The library makes an object of each text of a row group, and lets its pool hold them.
    private static (IDisposable Holder, IEnumerable<object?> Values) Spooled<T>(RawColumnData<T> data, bool mayBeNull,
        Func<T, string> convert) where T : struct
    {
        var spool = new TextSpool();
        try
        {
            using var _ = data;
            spool.Write(Values(data, mayBeNull, convert));
            data.Values.Clear();
            // Else a group's objects live on until the next collection of the old generation, and the next column's stand beside them.
            if (data.Values.Length >= ManyTexts) GC.Collect();
            return (spool, spool.Read());
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    private static IEnumerable<object?>? Scalars(RawColumnData data, bool mayBeNull) => data switch
    {
        RawColumnData<bool> flags => Values(flags, mayBeNull, Boxed),
        RawColumnData<long> numbers => Values(numbers, mayBeNull, Boxed),
        RawColumnData<int> numbers => Values(numbers, mayBeNull, Boxed),
        RawColumnData<short> numbers => Values(numbers, mayBeNull, Boxed),
        RawColumnData<sbyte> numbers => Values(numbers, mayBeNull, Boxed),
        RawColumnData<byte> numbers => Values(numbers, mayBeNull, Boxed),
        RawColumnData<ushort> numbers => Values(numbers, mayBeNull, Boxed),
        RawColumnData<uint> numbers => Values(numbers, mayBeNull, Boxed),
        RawColumnData<ulong> numbers => Values(numbers, mayBeNull, Boxed),
        RawColumnData<float> numbers => Values(numbers, mayBeNull, Boxed),
        RawColumnData<double> numbers => Values(numbers, mayBeNull, Boxed),
        RawColumnData<decimal> numbers => Values(numbers, mayBeNull, Boxed),
        RawColumnData<DateTime> instants => Values(instants, mayBeNull, Boxed),
        RawColumnData<DateOnly> days => Values(days, mayBeNull, Boxed),
        RawColumnData<TimeOnly> times => Values(times, mayBeNull, Boxed),
        RawColumnData<TimeSpan> times => Values(times, mayBeNull, Boxed),
        RawColumnData<Guid> ids => Values(ids, mayBeNull, Boxed),
        _ => null,
    };

    private static IEnumerable<TValue?> Values<T, TValue>(RawColumnData<T> column, bool mayBeNull, Func<T, TValue?> convert)
        where T : struct where TValue : class
    {
        if (mayBeNull) return column.NullableValues.Select(value => value is { } present ? convert(present) : null);
        return Enumerable.Range(0, column.Values.Length).Select(i => convert(column.Values[i]));
    }

    private static object? Boxed<T>(T value) where T : struct => Plain(value);

    private static async IAsyncEnumerable<IReadOnlyDictionary<string, object>> NestedAsync(Stream stream, int group,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = await ParquetSerializer.DeserializeUntypedAsync(stream, rowGroupIndex: group, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        foreach (var row in rows.Data)
        {
            yield return row.Select(value => (value.Key, Value: Plain(value.Value))).Where(value => value.Value is not (null or ""))
                .ToDictionary(value => value.Key, value => value.Value!, StringComparer.Ordinal);
        }
    }

    private static object? Plain(object? value) => value switch
    {
        null or string or bool or long or double or DateTimeOffset => value,
        ReadOnlyMemory<char> text => text.ToString(),
        sbyte or byte or short or ushort or int or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong number => number <= long.MaxValue ? (long)number : new JsonText(number.ToString(CultureInfo.InvariantCulture)),
        float or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        // Parquet keeps UTC, or an hour of no zone, which is taken for UTC as in a text.
        DateTime instant => new DateTimeOffset(DateTime.SpecifyKind(instant, DateTimeKind.Utc)),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        byte[] bytes => Bytes(bytes),
        IDictionary map => new JsonText(JsonSerializer.Serialize(Entries(map))),
        IEnumerable list => List([.. list.Cast<object?>().Select(Plain)]),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static object List(object?[] items) =>
        items.All(item => item is string or long or double or bool && item.GetType() == items[0]!.GetType())
            ? items : new JsonText(JsonSerializer.Serialize(items.Select(Tree)));

    /// <summary>What JSON can be made of.</summary>
    private static object? Tree(object? value) => value switch
    {
        JsonText json => JsonSerializer.Deserialize<JsonElement>(json.Text),
        IDictionary map => Entries(map),
        string or null => value,
        IEnumerable list => list.Cast<object?>().Select(Tree).ToArray(),
        _ => Plain(value) is var plain && plain is JsonText ? Tree(plain) : plain,
    };

    private static Dictionary<string, object?> Entries(IDictionary map)
    {
        var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in map) entries[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = Tree(entry.Value);
        return entries;
    }

    // Some writers do not say that their bytes are text.
    private static string Bytes(byte[] bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Convert.ToBase64String(bytes);
}
