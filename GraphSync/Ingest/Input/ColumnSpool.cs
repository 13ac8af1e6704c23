using System.Text;
using GraphQueries.Files;

namespace GraphSync.Ingest.Input;

/// <summary>A column's values in order, kept in a file: a million of them would take more memory than the rest of the bridge.</summary>
internal sealed class ColumnSpool : IDisposable
{
    private readonly FileStream _file = TemporaryFile.Create();
    private long _count;

    private enum Kind : byte { Nothing, False, True, Integer, Number, Text, Json, Instant, List, Unreadable }

    /// <summary>Takes values, once: those of <see cref="InputRow.Values"/>; null is none.</summary>
    public void Write(IEnumerable<object?> values)
    {
        using var writer = new BinaryWriter(_file, Encoding.UTF8, leaveOpen: true);
        foreach (var value in values)
        {
            Write(writer, value);
            _count++;
        }
    }

    /// <summary>Gives them back, once.</summary>
    public IEnumerable<object?> Read()
    {
        _file.Position = 0;
        using var reader = new BinaryReader(_file, Encoding.UTF8, leaveOpen: true);
        for (long i = 0; i < _count; i++) yield return Read(reader);
    }

    public void Dispose() => _file.Dispose();

    private static void Write(BinaryWriter writer, object? value)
    {
        writer.Write((byte)(value switch
        {
            null => Kind.Nothing,
            bool flag => flag ? Kind.True : Kind.False,
            long => Kind.Integer,
            double => Kind.Number,
            string => Kind.Text,
            JsonText => Kind.Json,
            DateTimeOffset => Kind.Instant,
            object[] => Kind.List,
            UnreadableText => Kind.Unreadable,
            _ => throw new NotSupportedException($"a value of the type {value.GetType().Name} is not read"),
        }));
        if (value is long integer) writer.Write(integer);
        else if (value is double number) writer.Write(number);
        else if (value is string text) writer.Write(text);
        else if (value is JsonText json) writer.Write(json.Text);
        else if (value is DateTimeOffset instant) writer.Write(instant.UtcTicks);
        else if (value is object[] items)
        {
            writer.Write(items.Length);
            foreach (var item in items) Write(writer, item);
        }
    }

    private static object? Read(BinaryReader reader) => (Kind)reader.ReadByte() switch
    {
        Kind.Nothing => null,
        Kind.False => false,
        Kind.True => true,
        Kind.Integer => reader.ReadInt64(),
        Kind.Number => reader.ReadDouble(),
        Kind.Text => reader.ReadString(),
        Kind.Json => new JsonText(reader.ReadString()),
        Kind.Instant => new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
        Kind.List => Enumerable.Range(0, reader.ReadInt32()).Select(_ => Read(reader)).ToArray(),
        _ => UnreadableText.Instance,
    };
}
