using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace GraphSync.Rescore.Scoring;

/// <summary>Writes edges as the JSON that scorers read, in ASCII, so that no scorer's locale matters.</summary>
internal static class EdgeJson
{
    /// <summary>Writes the one-line object that an executable scorer reads. False when the inputs are not JSON; what was written is then
    /// to be thrown away.</summary>
    public static bool TryWriteLine(IBufferWriter<byte> into, ScoringRequest edge) => TryWrite(into, json =>
    {
        json.WriteStartObject();
        json.WriteString("edge_id", edge.EdgeId);
        WriteTriple(json, edge);
        json.WritePropertyName("inputs");
        WriteInputs(json, edge);
        json.WritePropertyName("confidence");
        WriteFloat(json, edge.Confidence);
        json.WriteEndObject();
        return true;
    });

    /// <summary>Writes the record of the edge's inputs. False when they are not a JSON object; what was written is then to be thrown
    /// away.</summary>
    public static bool TryWriteRecord(IBufferWriter<byte> into, ScoringRequest edge) =>
        TryWrite(into, json => WriteInputs(json, edge) == JsonValueKind.Object);

    private static bool TryWrite(IBufferWriter<byte> into, Func<Utf8JsonWriter, bool> write)
    {
        using var json = new Utf8JsonWriter(into);
        try
        {
            return write(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return false; // no JSON, or half a surrogate pair in a string
        }
    }

    private static JsonValueKind WriteInputs(Utf8JsonWriter json, ScoringRequest edge)
    {
        if (edge.Inputs is null)
        {
            json.WriteStartObject();
            WriteTriple(json, edge);
            json.WriteEndObject();
            return JsonValueKind.Object;
        }
        // Through a document, not raw: a line break inside would end the line. Numbers keep their digits.
        using var inputs = JsonDocument.Parse(edge.Inputs);
        inputs.RootElement.WriteTo(json);
        return inputs.RootElement.ValueKind;
    }

    private static void WriteTriple(Utf8JsonWriter json, ScoringRequest edge)
    {
        json.WriteString("source", edge.Source);
        json.WriteString("relation", edge.Relation);
        json.WriteString("target", edge.Target);
    }

    // Round-trips, and stays a float for readers that tell 1 from 1.0.
    private static void WriteFloat(Utf8JsonWriter json, double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        json.WriteRawValue(text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text);
    }
}
