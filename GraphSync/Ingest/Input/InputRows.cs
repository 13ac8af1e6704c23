using System.Runtime.CompilerServices;
using System.Text.Unicode;
using GraphSync.Postgres;

namespace GraphSync.Ingest.Input;

/// <summary>Rows of a file, one at a time. Rows that cannot be read come with their problem; none is left out.</summary>
/// <param name="options">How it is read.</param>
/// <param name="kind"><c>edge</c> or <c>node</c>: entries of a rejects file that say they are something else come marked so.</param>
/// <param name="maxRowBytes">Longer lines are refused.</param>
/// <param name="takeHeader">Told the place of the header and its columns before the first row, where there is one; may refuse them.</param>
internal sealed class InputRows(InputOptions options, string kind, int maxRowBytes, Action<string, IReadOnlyList<string>> takeHeader)
{
    /// <param name="path">The file, a pipe, or <c>-</c>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="BadInputException">The file cannot be opened, or its header cannot be used.</exception>
    public async IAsyncEnumerable<InputRow> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = await InputFile.OpenAsync(path, options.Format, cancellationToken).ConfigureAwait(false);
        await using var _ = file.ConfigureAwait(false);
        var rows = file.Format switch
        {
            InputFormat.Parquet => new ParquetRows(takeHeader).ReadAsync(file, cancellationToken),
            InputFormat.Jsonl => JsonAsync(file, cancellationToken),
            InputFormat.Csv => DelimitedAsync(file, new DelimitedRows(',', QuoteRule.Csv), cancellationToken),
            _ => DelimitedAsync(file, new DelimitedRows('\t', options.Quotes), cancellationToken),
        };
        await foreach (var row in rows.ConfigureAwait(false)) yield return row;
    }

    private async IAsyncEnumerable<InputRow> JsonAsync(InputFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in LinesAsync(file, null, cancellationToken).ConfigureAwait(false))
            yield return Unreadable(line) ?? JsonRows.Read(line, kind);
    }

    private async IAsyncEnumerable<InputRow> DelimitedAsync(InputFile file, DelimitedRows rows,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var hasHeader = false;
        await foreach (var line in LinesAsync(file, rows.RowScanner, cancellationToken).ConfigureAwait(false))
        {
            if (hasHeader) yield return rows.Read(line, Unreadable(line));
            else takeHeader($"{file.Path}:{line.Number}", rows.TakeHeader(file.Path, line));
            hasHeader = true;
        }
    }

    private async IAsyncEnumerable<InputLine> LinesAsync(InputFile file, QuoteScanner? quotes,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in new InputLines(file.Content, maxRowBytes, quotes).ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (line.Problem is not null || !IsBlank(line.Bytes.Span)) yield return line;
        }
    }

    private static InputRow? Unreadable(InputLine line) =>
        line.Problem is { } problem ? InputRow.Unreadable(line.Number, line.Bytes, problem)
        : !Utf8.IsValid(line.Bytes.Span) ? InputRow.Unreadable(line.Number, line.Bytes, "the line is not valid UTF-8")
        : null;

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \t"u8).IsEmpty;
}
