using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using GraphSync.Postgres;

namespace GraphSync.Ingest;

/// <summary>Rows of a TSV or JSONL file, one at a time. Rows that cannot be read come with their problem; none is left out.</summary>
internal static class InputRows
{
    /// <param name="path">The file. <c>.tsv</c>, <c>.jsonl</c> and <c>.ndjson</c>, also with <c>.gz</c>, say what it is; else its first
    /// byte does.</param>
    /// <param name="required">Columns that a TSV header must have.</param>
    /// <param name="kind"><c>edge</c> or <c>node</c>: entries of a rejects file that say they are something else come marked so.</param>
    /// <param name="maxRowBytes">Longer lines are refused.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="BadInputException">The file cannot be opened, or its header cannot be used.</exception>
    public static async IAsyncEnumerable<InputRow> ReadAsync(string path, IReadOnlyList<string> required, string kind, int maxRowBytes,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = Open(path);
        await using var _ = file.ConfigureAwait(false);
        TsvRows? tsv = null;
        var isJson = IsJsonByName(path);
        await foreach (var line in new InputLines(file, maxRowBytes).ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (line.Problem is null && IsBlank(line.Bytes.Span)) continue;
            isJson ??= line.Bytes.Span.TrimStart(" \t"u8) is [(byte)'{', ..];
            if (isJson is false && tsv is null) tsv = TsvRows.FromHeader(path, line, required);
            else if (line.Problem is { } problem) yield return InputRow.Unreadable(line.Number, line.Bytes, problem);
            else if (!Utf8.IsValid(line.Bytes.Span))
                yield return InputRow.Unreadable(line.Number, line.Bytes, "the line is not valid UTF-8");
            else if (tsv is not null) yield return tsv.Read(line);
            else yield return JsonRows.Read(line, kind);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new BadInputException($"{path} cannot be read: {e.Message}");
        }
    }

    private static bool? IsJsonByName(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToUpperInvariant() switch
        {
            ".TSV" => false,
            ".JSONL" or ".NDJSON" => true,
            _ => null,
        };
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \t"u8).IsEmpty;
}

/// <summary>Tab-separated rows: no quoting, an empty field is absent.</summary>
internal sealed class TsvRows
{
    private readonly string[] _columns;

    private TsvRows(string[] columns) => _columns = columns;

    public static TsvRows FromHeader(string path, InputLine line, IReadOnlyList<string> required)
    {
        if (line.Problem is { } problem) throw new BadInputException($"{path}:{line.Number}: {problem}.");
        if (!Utf8.IsValid(line.Bytes.Span)) throw new BadInputException($"{path}:{line.Number}: the header is not valid UTF-8.");
        var columns = Encoding.UTF8.GetString(line.Bytes.Span).Split('\t');
        if (columns.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } duplicate)
            throw new BadInputException($"{path}:{line.Number}: the header names the column '{duplicate.Key}' twice: rename one.");
        if (required.Except(columns).ToList() is { Count: > 0 } missing)
        {
            throw new BadInputException($"{path}:{line.Number}: the header lacks {string.Join(", ", missing)}: "
                + "a TSV file begins with a line of tab-separated column names.");
        }
        return new TsvRows(columns);
    }

    public InputRow Read(InputLine line)
    {
        var fields = Encoding.UTF8.GetString(line.Bytes.Span).Split('\t');
        if (fields.Length != _columns.Length)
            return InputRow.Unreadable(line.Number, line.Bytes, $"the row has {fields.Length} fields, the header {_columns.Length}");
        var values = new Dictionary<string, object>(fields.Length, StringComparer.Ordinal);
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].Length > 0) values[_columns[i]] = fields[i];
        }
        return new InputRow(line.Number, line.Bytes, IsJson: false, values);
    }
}
