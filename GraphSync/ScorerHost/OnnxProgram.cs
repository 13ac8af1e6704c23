using System.Buffers;
using System.Text;
using System.Text.Json;

namespace GraphSync.ScorerHost;

/// <summary>Scores with an ONNX model as any other program does: JSON Lines in, JSON Lines out, 1,000 edges a batch.</summary>
internal static class OnnxProgram
{
    private const int BatchSize = 1000;

    /// <exception cref="HostFailureException">The model cannot be loaded, does not fit or fails.</exception>
    public static int Run(string path)
    {
        using var model = new OnnxModel(path);
        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        using var output = Console.OpenStandardOutput();
        foreach (var batch in Lines(input).Chunk(BatchSize)) Score(model, batch, output);
        return 0;
    }

    private static IEnumerable<string> Lines(StreamReader input)
    {
        while (input.ReadLine() is { } line) yield return line;
    }

    private static void Score(OnnxModel model, string[] batch, Stream output)
    {
        var answers = new ArrayBufferWriter<byte>();
        var (rows, columns) = (new List<string>(batch.Length), model.Features.Count);
        var values = new float[batch.Length * columns];
        foreach (var line in batch)
        {
            using var edge = JsonDocument.Parse(line);
            var id = edge.RootElement.GetProperty("edge_id").GetString()!;
            var row = values.AsSpan(rows.Count * columns, columns);
            if (model.Features.TryRead(edge.RootElement.GetProperty("inputs"), row) is { } reason)
                Write(answers, id, json => json.WriteString("error", reason));
            else
                rows.Add(id);
        }
        var scores = rows.Count == 0 ? [] : model.Run(values.AsMemory(0, rows.Count * columns), rows.Count);
        foreach (var (id, score) in rows.Zip(scores)) Write(answers, id, json => WriteScore(json, score));
        output.Write(answers.WrittenSpan);
        output.Flush();
    }

    private static void Write(ArrayBufferWriter<byte> answers, string id, Action<Utf8JsonWriter> answer)
    {
        using (var json = new Utf8JsonWriter(answers))
        {
            json.WriteStartObject();
            json.WriteString("edge_id", id);
            answer(json);
            json.WriteEndObject();
        }
        answers.Write("\n"u8);
    }

    private static void WriteScore(Utf8JsonWriter json, double score)
    {
        json.WritePropertyName("confidence");
        // Bare, as Python does: whoever reads it says which edge got no number.
        json.WriteRawValue(score.ToString("R", System.Globalization.CultureInfo.InvariantCulture), skipInputValidation: true);
    }
}
