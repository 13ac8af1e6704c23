using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using GraphSync.Postgres;
using Parquet;
using Parquet.Schema;
using Parquet.Serialization;

namespace GraphSync.Ingest.Input;

/// <summary>Rows of a Parquet file, a row group at a time; its types become those of JSON, and what has none there becomes text.</summary>
/// <param name="takeHeader">Told the file and its columns before the first row.</param>
internal sealed class ParquetRows(Action<string, IReadOnlyList<string>> takeHeader)
{
    private const int ManyRows = 50_000;
    private static readonly ParquetOptions Options = new() { UseDateOnlyTypeForDates = true };

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
                number++;
                yield return row.FirstOrDefault(value => value.Value is UnreadableText).Key is { } column
                    ? InputRow.Unreadable(number, default, $"the column '{column}' is not valid UTF-8")
                    : new InputRow(number, default, IsJson: false, row);
            }
        }
    }

    private static async Task<ParquetReader> OpenAsync(string path, Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            return await ParquetReader.CreateAsync(stream, Options, leaveStreamOpen: true, cancellationToken: cancellationToken)
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
        CancellationToken cancellationToken)
    {
        var columns = reader.Schema.Fields.Select(Leaf).ToList();
        return columns.OfType<DataField>().ToList() is var leaves && leaves.Count == columns.Count
            ? ByColumnAsync(reader, group, leaves, cancellationToken) : NestedAsync(stream, group, cancellationToken);
    }

    /// <summary>The field that has the values of a column of values or of lists of values; null for what is nested deeper.</summary>
    private static DataField? Leaf(Field column)
    {
        var list = column as ListField;
        if ((list is null ? column : list.Item) is not DataField field) return null;
        if (field.ClrType != typeof(ReadOnlyMemory<char>)) return field;
        // The library makes an object of each text of a row group: as bytes they take half of what they take as characters.
        var text = new TextField(field);
        _ = new ParquetSchema(list is null ? text : new ListField(list.Name, text, list.Path.ToList()[1]));
        return text.Path.Equals(field.Path) && text.MaxDefinitionLevel == field.MaxDefinitionLevel ? text : field;
    }

    private sealed class TextField(DataField field)
        : DataField(field.Name, typeof(ReadOnlyMemory<byte>), field.IsNullable, field.IsArray);

    private static async IAsyncEnumerable<IReadOnlyDictionary<string, object>> ByColumnAsync(ParquetReader reader, int index,
        IReadOnlyList<DataField> leaves, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var group = reader.OpenRowGroupReader(index);
        List<(string Name, ColumnSpool Spool, IEnumerator<object?> Values)> columns = [];
        try
        {
            foreach (var leaf in leaves)
            {
                var spool = await SpoolAsync(group, leaf, cancellationToken).ConfigureAwait(false);
                columns.Add((leaf.Path.FirstPart!, spool, spool.Read().GetEnumerator()));
            }
            for (long i = 0; i < group.RowCount; i++)
            {
                var row = new Dictionary<string, object>(columns.Count, StringComparer.Ordinal);
                foreach (var (name, _, values) in columns)
                {
                    if (values.MoveNext() && values.Current is not (null or "")) row[name] = values.Current;
                }
                yield return row;
            }
        }
        finally
        {
            foreach (var (_, spool, values) in columns)
            {
                values.Dispose();
                spool.Dispose();
            }
        }
    }

    // One column is in memory at a time.
    private static async Task<ColumnSpool> SpoolAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancellationToken)
    {
        if (!Readers.TryGetValue(field.ClrType, out var read))
        {
            throw new NotSupportedException($"the column '{field.Name}' has the type {field.ClrType.Name}, which is not read");
        }
        var spool = new ColumnSpool();
        try
        {
            await read(group, field, spool, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            spool.Dispose();
            throw;
        }
        if (group.RowCount >= ManyRows) FreeMemory(group, field);
        return spool;
    }

    // Else a column's objects would stand beside the next one's. The page that it came from lies in the library's pool, which would keep
    // it for half a minute: what is rented and not given back is freed.
    private static void FreeMemory(ParquetRowGroupReader group, DataField field)
    {
        var page = group.GetMetadata(field)?.MetaData?.TotalUncompressedSize ?? 0;
        if (page is > 0 and < int.MaxValue) ArrayPool<byte>.Shared.Rent((int)page);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private delegate Task ReadColumn(ParquetRowGroupReader group, DataField field, ColumnSpool spool, CancellationToken cancellationToken);

    private static readonly Dictionary<Type, ReadColumn> Readers = new()
    {
        [typeof(ReadOnlyMemory<byte>)] = ReadAsync<ReadOnlyMemory<byte>>,
        [typeof(ReadOnlyMemory<char>)] = ReadAsync<ReadOnlyMemory<char>>,
        [typeof(bool)] = ReadAsync<bool>,
        [typeof(long)] = ReadAsync<long>,
        [typeof(int)] = ReadAsync<int>,
        [typeof(short)] = ReadAsync<short>,
        [typeof(sbyte)] = ReadAsync<sbyte>,
        [typeof(byte)] = ReadAsync<byte>,
        [typeof(ushort)] = ReadAsync<ushort>,
        [typeof(uint)] = ReadAsync<uint>,
        [typeof(ulong)] = ReadAsync<ulong>,
        [typeof(Half)] = ReadAsync<Half>,
        [typeof(float)] = ReadAsync<float>,
        [typeof(double)] = ReadAsync<double>,
        [typeof(decimal)] = ReadAsync<decimal>,
        [typeof(DateTime)] = ReadAsync<DateTime>,
        [typeof(DateOnly)] = ReadAsync<DateOnly>,
        [typeof(Guid)] = ReadAsync<Guid>,
    };

    private static async Task ReadAsync<T>(ParquetRowGroupReader group, DataField field, ColumnSpool spool,
        CancellationToken cancellationToken) where T : struct
    {
        var count = group.GetMetadata(field)?.MetaData?.NumValues ?? 0;
        if (field.MaxRepetitionLevel == 0 && count != group.RowCount)
            throw new InvalidDataException($"the column '{field.Name}' has {count} values for {group.RowCount} rows");
        var values = new T[count];
        var present = field.MaxDefinitionLevel > 0 ? new int[count] : null;
        var starts = field.MaxRepetitionLevel > 0 ? new int[count] : null;
        await group.ReadRawAsync(field, values.AsMemory(), Levels(present), Levels(starts), cancellationToken).ConfigureAwait(false);
        var flat = Values(values, present, field);
        spool.Write(starts is null || present is null ? flat : Lists(flat, starts, present, field));
    }

    // An array that is null would become a memory of length 0.
    private static Memory<int>? Levels(int[]? levels) => levels is null ? default(Memory<int>?) : levels;

    // The values stand without gaps; a place has one where its level is the highest.
    private static IEnumerable<object?> Values<T>(T[] values, int[]? levels, DataField field) where T : struct
    {
        var next = 0;
        for (var i = 0; i < values.Length; i++)
        {
            yield return levels is not null && levels[i] < field.MaxDefinitionLevel ? null
                : values[next++] is var value && value is ReadOnlyMemory<byte> bytes ? Decode(bytes.Span, field is TextField)
                : Plain(value);
        }
    }

    // A list begins where the repetition level is 0. An empty one has a place, too, and so has none: their definition levels tell them
    // from an item that is null.
    private static IEnumerable<object?> Lists(IEnumerable<object?> values, int[] starts, int[] levels, DataField field)
    {
        var empty = field.MaxDefinitionLevel - (field.IsNullable ? 2 : 1);
        List<object?>? items = null;
        var i = 0;
        foreach (var value in values)
        {
            if (starts[i] == 0)
            {
                if (i > 0) yield return items is null ? null : List([.. items]);
                items = levels[i] < empty ? null : [];
            }
            if (levels[i++] > empty) items?.Add(value);
        }
        if (i > 0) yield return items is null ? null : List([.. items]);
    }

    private static async IAsyncEnumerable<IReadOnlyDictionary<string, object>> NestedAsync(Stream stream, int group,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = await ParquetSerializer.DeserializeUntypedAsync(stream, Options, group, cancellationToken).ConfigureAwait(false);
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
        Half number => (double)number,
        float or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        // Parquet keeps UTC, or an hour of no zone, which is taken for UTC as in a text.
        DateTime instant => new DateTimeOffset(DateTime.SpecifyKind(instant, DateTimeKind.Utc)),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        byte[] bytes => Decode(bytes, isText: false),
        IDictionary map => new JsonText(JsonSerializer.Serialize(Entries(map))),
        IEnumerable list => List([.. list.Cast<object?>().Select(Plain)]),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static object List(object?[] items) => items.Contains(UnreadableText.Instance) ? UnreadableText.Instance
        : items.All(item => item is string or long or double or bool && item.GetType() == items[0]!.GetType())
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
    private static object Decode(ReadOnlySpan<byte> bytes, bool isText) =>
        Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : isText ? UnreadableText.Instance : Convert.ToBase64String(bytes);
}
