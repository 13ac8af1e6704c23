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
        CancellationToken cancellationToken) =>
        reader.Schema.Fields.All(field => field is DataField { IsArray: false }) ? FlatAsync(reader, group, cancellationToken)
            : NestedAsync(stream, group, cancellationToken);

    private static async IAsyncEnumerable<IReadOnlyDictionary<string, object>> FlatAsync(ParquetReader reader, int index,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var group = reader.OpenRowGroupReader(index);
        List<(string Name, ColumnSpool Spool, IEnumerator<object?> Values)> columns = [];
        try
        {
            foreach (var field in AsBytes(reader.Schema).DataFields)
            {
                var spool = await SpoolAsync(group, field, cancellationToken).ConfigureAwait(false);
                columns.Add((field.Name, spool, spool.Read().GetEnumerator()));
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

    // The library makes an object of each text of a row group: as bytes they take half of what they take as characters.
    private static ParquetSchema AsBytes(ParquetSchema schema) => new(schema.DataFields.Select(field =>
        field.ClrType == typeof(ReadOnlyMemory<char>) ? new Text(field) : (Field)field.Clone()));

    private sealed class Text(DataField field) : DataField(field.Name, typeof(ReadOnlyMemory<byte>), field.IsNullable);

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
        var values = new T[group.RowCount];
        var levels = field.MaxDefinitionLevel > 0 ? new int[group.RowCount] : null;
        // An array that is null would become a memory of length 0.
        await group.ReadRawAsync(field, values.AsMemory(), levels is null ? default(Memory<int>?) : levels, null, cancellationToken)
            .ConfigureAwait(false);
        spool.Write(Values(values, levels, field.MaxDefinitionLevel, field is Text));
    }

    // The values stand without gaps; a row has one where its level is the highest.
    private static IEnumerable<object?> Values<T>(T[] values, int[]? levels, int present, bool isText) where T : struct
    {
        var next = 0;
        for (var i = 0; i < values.Length; i++)
        {
            yield return levels is not null && levels[i] < present ? null
                : values[next++] is var value && value is ReadOnlyMemory<byte> bytes ? Decode(bytes.Span, isText) : Plain(value);
        }
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
    private static object Decode(ReadOnlySpan<byte> bytes, bool isText) =>
        Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : isText ? UnreadableText.Instance : Convert.ToBase64String(bytes);
}
