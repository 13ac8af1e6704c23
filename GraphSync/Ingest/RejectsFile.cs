using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using GraphQueries.Files;
using GraphSync.Ingest.Input;

namespace GraphSync.Ingest;

/// <summary>
/// Rows that were refused, as JSON Lines: <c>{"of": "edge", "line": 3, "reason": "…", "row": {…}}</c>. Once the rows are mended the
/// file can be ingested as it is. It appears under its name when all has been written, so that it may replace the file being read; a
/// run that is stopped leaves none, and refuses the same rows when it runs again. One that refuses nothing removes that of an earlier run.
/// </summary>
/// <param name="path">Where the rows are to be.</param>
/// <param name="keepOthers">Whether entries of the other kind stay, when the file replaces its own input; false where one call takes both
/// kinds from it.</param>
internal sealed class RejectsFile(string path, bool keepOthers = true) : IAsyncDisposable
{
    private const string Mark = "{\"of\":";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private OutputFile? _file;
    private bool _isInput;

    /// <summary>Where the rows are, or would be if there were any.</summary>
    public string Path => path;

    /// <summary>Whether what stands there is of the same work, which goes on: it stays, and new rows come behind it.</summary>
    public bool GoesOn { get; set; }

    /// <summary>The default: beside <paramref name="input"/>, or in the working folder where that is a pipe.</summary>
    public static string Beside(string input, string kind) => $"{(InputFile.IsRegular(input) ? input : kind + "s")}.rejects.jsonl";

    /// <summary>Takes note of a file that is read meanwhile.</summary>
    /// <returns>Whether entries of the other kind must be kept, since the file is to be replaced.</returns>
    public bool Replaces(string input)
    {
        var isInput = InputFile.IsRegular(input) && OutputFile.IsSame(input, path);
        _isInput |= isInput;
        return keepOthers && isInput;
    }

    public async Task AddAsync(string of, InputRow row, string reason)
    {
        _file ??= await OpenAsync().ConfigureAwait(false);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("of", of);
            json.WriteNumber("line", row.Line);
            json.WriteString("reason", reason);
            WriteRow(json, row);
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        await _file.WriteAsync(stream => stream.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length)).AsTask())
            .ConfigureAwait(false);
    }

    /// <summary>Gives the file its name; where no row was refused, removes what an earlier run has refused.</summary>
    public async Task CompleteAsync()
    {
        if (_file is not null) await _file.CompleteAsync().ConfigureAwait(false);
        else if (!GoesOn && !_isInput && await IsOfAnEarlierRunAsync().ConfigureAwait(false)) File.Delete(path);
    }

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<OutputFile> OpenAsync()
    {
        var file = await OutputFile.OpenAsync(path, CancellationToken.None).ConfigureAwait(false);
        if (!GoesOn || !file.Replaces || !File.Exists(path)) return file;
        var before = File.OpenRead(path);
        await using var _ = before.ConfigureAwait(false);
        await file.WriteAsync(stream => before.CopyToAsync(stream)).ConfigureAwait(false);
        return file;
    }

    /// <summary>Whether a rejects file stands there: nothing else is removed.</summary>
    private async Task<bool> IsOfAnEarlierRunAsync()
    {
        if (!InputFile.IsRegular(path)) return false;
        var beginning = new byte[Mark.Length];
        var file = File.OpenRead(path);
        await using var _ = file.ConfigureAwait(false);
        return await file.ReadAtLeastAsync(beginning, beginning.Length, throwOnEndOfStream: false).ConfigureAwait(false) == Mark.Length
            && Encoding.ASCII.GetString(beginning) == Mark;
    }

    private static void WriteRow(Utf8JsonWriter json, InputRow row)
    {
        if (row.IsJson)
        {
            json.WritePropertyName("row");
            json.WriteRawValue(row.Raw.Span, skipInputValidation: true);
        }
        else if (row.Problem is null)
        {
            WriteFields(json, row);
        }
        else
        {
            json.WriteString("row", Encoding.UTF8.GetString(row.Raw.Span));
            // What cannot be shown as text is not lost either.
            if (!Utf8.IsValid(row.Raw.Span)) json.WriteString("bytes", Convert.ToBase64String(row.Raw.Span));
        }
    }

    /// <summary>Numbers and flags of a TSV row get their JSON types, so that the mended row can be read as JSON.</summary>
    private static void WriteFields(Utf8JsonWriter json, InputRow row)
    {
        json.WriteStartObject("row");
        foreach (var column in row.Values.Keys)
        {
            // Fields of its own, since a value that cannot be parsed stays the text that it is.
            var fields = new RowFields(row);
            switch (column)
            {
                case "confidence" when fields.Number(column) is { } number && double.IsFinite(number):
                    json.WriteNumber(column, number);
                    break;
                case "source_version" or "model_version" when fields.Integer(column) is { } number:
                    json.WriteNumber(column, number);
                    break;
                case "provenance_unknown" when fields.Flag(column) is { } flag:
                    json.WriteBoolean(column, flag);
                    break;
                default:
                    json.WritePropertyName(column);
                    WriteValue(json, row.Values[column]);
                    break;
            }
        }
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        if (value is JsonText nested) json.WriteRawValue(nested.Text);
        // JSON has no such numbers.
        else if (value is double number && !double.IsFinite(number)) json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
        else JsonSerializer.Serialize(json, value, value.GetType());
    }
}
