using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GraphQueries.Files;

namespace GraphQueries.Presentation.Snapshots;

/// <summary>The kinds of records, by their names in PROV-JSON.</summary>
internal enum ProvRecord
{
    Entity,
    Activity,
    Agent,
    WasGeneratedBy,
    Used,
    WasDerivedFrom,
    WasAttributedTo,
    SpecializationOf,
}

/// <summary>A document of PROV-JSON in the making. It holds its records kind by kind, while an edge has some of each: so each kind is
/// written into a temporary file, and the files follow one another in the end. Memory does not grow with the records.</summary>
internal sealed class ProvDocument : IAsyncDisposable
{
    private const int FlushAt = 1 << 16;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FileStream[] _files;
    private readonly Utf8JsonWriter[] _writers;
    private readonly long[] _counts;

    public ProvDocument()
    {
        _files = [.. Enum.GetValues<ProvRecord>().Select(_ => TemporaryFile.Create())];
        _writers = [.. _files.Select(file => new Utf8JsonWriter(file, Options))];
        _counts = new long[_files.Length];
        foreach (var writer in _writers) writer.WriteStartObject();
    }

    /// <summary>Adds a thing with its attributes; whoever calls sees to it that it comes once.</summary>
    public void Add(ProvRecord kind, string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        var json = _writers[(int)kind];
        _counts[(int)kind]++;
        json.WriteStartObject(name);
        foreach (var (attribute, value) in attributes) Write(json, attribute, value);
        json.WriteEndObject();
        if (json.BytesPending > FlushAt) json.Flush();
    }

    /// <summary>Adds a relation, which needs no name of its own.</summary>
    public void Relate(ProvRecord kind, params ReadOnlySpan<(string Name, object? Value)> attributes) =>
        Add(kind, string.Create(CultureInfo.InvariantCulture, $"_:{kind}{_counts[(int)kind] + 1}"), attributes);

    /// <summary>Writes the whole. Nothing can be added afterwards.</summary>
    public async Task WriteToAsync(Stream output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes("{\n\"prefix\":" + Prefixes()), cancellationToken).ConfigureAwait(false);
        foreach (var kind in Enum.GetValues<ProvRecord>())
        {
            var (writer, file) = (_writers[(int)kind], _files[(int)kind]);
            writer.WriteEndObject();
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (_counts[(int)kind] == 0) continue;
            var name = kind.ToString();
            var start = $",\n\"{char.ToLowerInvariant(name[0])}{name[1..]}\":";
            await output.WriteAsync(Encoding.UTF8.GetBytes(start), cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            await file.CopyToAsync(output, cancellationToken).ConfigureAwait(false);
        }
        await output.WriteAsync("\n}\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        // What is pending belongs to a file that goes anyway.
        foreach (var writer in _writers) writer.Reset(Stream.Null);
        foreach (var writer in _writers) await writer.DisposeAsync().ConfigureAwait(false);
        foreach (var file in _files) await file.DisposeAsync().ConfigureAwait(false);
    }

    private static string Prefixes() =>
        JsonSerializer.Serialize(ProvName.Prefixes.ToDictionary(prefix => prefix.Prefix, prefix => prefix.Namespace));

    /// <summary>A null is left out. Numbers and instants carry their types, since JSON's own numbers lose them.</summary>
    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        var culture = CultureInfo.InvariantCulture;
        switch (value)
        {
            case null:
                break;
            case string text:
                json.WriteString(name, text);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case long number:
                WriteTyped(json, name, number.ToString(culture), "xsd:long");
                break;
            case double number:
                WriteTyped(json, name, double.IsFinite(number) ? number.ToString("R", culture) : Special(number), "xsd:double");
                break;
            case DateTimeOffset at:
                WriteTyped(json, name, Instant(at), "xsd:dateTime");
                break;
            case ProvType type:
                WriteTyped(json, name, type.Name, "xsd:QName");
                break;
            default:
                throw new ArgumentException($"{value.GetType()} has no form in PROV-JSON.", nameof(value));
        }
    }

    /// <summary>An instant of <c>xsd:dateTime</c>, as relations hold it without a type.</summary>
    public static string Instant(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string Special(double number) => double.IsNaN(number) ? "NaN" : number > 0 ? "INF" : "-INF";

    private static void WriteTyped(Utf8JsonWriter json, string name, string value, string type)
    {
        json.WriteStartObject(name);
        json.WriteString("$", value);
        json.WriteString("type", type);
        json.WriteEndObject();
    }
}

/// <summary>A type of PROV or of ours: a qualified name.</summary>
internal sealed record ProvType(string Name);
