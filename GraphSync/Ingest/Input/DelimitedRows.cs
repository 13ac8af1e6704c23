using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;
using CsvHelper.Configuration;
using GraphSync.Postgres;

namespace GraphSync.Ingest.Input;

/// <summary>Rows of fields that tabs or commas separate, under a header. An empty field is absent.</summary>
internal sealed class DelimitedRows
{
    private const string Remedy = "--quotes csv reads it by RFC 4180, as pandas, R and Python write; --quotes none takes it as it stands";

    private readonly char _separator;
    private readonly QuoteRule _quotes;
    private readonly CsvConfiguration _csv;
    private readonly QuoteScanner _scanner;
    private string[] _columns = [];
    private long? _openSince;
    private bool _isMalformed;

    /// <param name="separator">Tab or comma.</param>
    /// <param name="quotes">What a mark at the beginning of a field means.</param>
    public DelimitedRows(char separator, QuoteRule quotes)
    {
        (_separator, _quotes, _scanner) = (separator, quotes, new QuoteScanner((byte)separator));
        _csv = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(),
            HasHeaderRecord = false,
            IgnoreBlankLines = false,
            BufferSize = 1024,
            // A mark within a field that begins with none is part of its text, as for Python and R.
            BadDataFound = bad => _isMalformed |= bad.Field.StartsWith('"'),
        };
    }

    /// <summary>Follows quoted fields over line ends; null where each line is a row.</summary>
    public QuoteScanner? RowScanner => _quotes == QuoteRule.Csv ? _scanner : null;

    /// <summary>Takes the first line.</summary>
    /// <returns>The columns.</returns>
    /// <exception cref="BadInputException">It is no header.</exception>
    public IReadOnlyList<string> TakeHeader(string path, InputLine line)
    {
        if (line.Problem is { } problem) throw new BadInputException($"{path}:{line.Number}: {problem}.");
        if (!Utf8.IsValid(line.Bytes.Span)) throw new BadInputException($"{path}:{line.Number}: the header is not valid UTF-8.");
        var text = Encoding.UTF8.GetString(line.Bytes.Span);
        if (_quotes == QuoteRule.Refuse && text.Split(_separator).FirstOrDefault(name => name.StartsWith('"')) is { } quoted)
            throw new BadInputException($"{path}:{line.Number}: the column {quoted} begins with a quotation mark: {Remedy}.");
        _columns = Fields(text) ?? throw new BadInputException($"{path}:{line.Number}: the header's quotation marks are not by RFC 4180.");
        if (_columns.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } duplicate)
            throw new BadInputException($"{path}:{line.Number}: the header names the column '{duplicate.Key}' twice: rename one.");
        return _columns;
    }

    /// <param name="line">Also one that cannot be read: it may open a field that the next goes on with.</param>
    /// <param name="unreadable">What it comes to then; null where it can be read.</param>
    public InputRow Read(InputLine line, InputRow? unreadable)
    {
        var unclear = _quotes == QuoteRule.Refuse ? UnclearMark(line) : null;
        if (unreadable is not null) return unreadable;
        if (unclear is not null) return InputRow.Unreadable(line.Number, line.Bytes, unclear);
        if (Fields(Encoding.UTF8.GetString(line.Bytes.Span)) is not { } fields)
            return InputRow.Unreadable(line.Number, line.Bytes, "text follows the quotation mark that ends a field, against RFC 4180");
        if (fields.Length != _columns.Length)
            return InputRow.Unreadable(line.Number, line.Bytes, $"the row has {fields.Length} fields, the header {_columns.Length}");
        var values = new Dictionary<string, object>(fields.Length, StringComparer.Ordinal);
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].Length > 0) values[_columns[i]] = fields[i];
        }
        return new InputRow(line.Number, line.Bytes, IsJson: false, values);
    }

    /// <summary>Where nobody knows what marks mean, a line behind one that opened a field may be the rest of its text.</summary>
    private string? UnclearMark(InputLine line)
    {
        var bytes = line.Bytes.Span;
        if (_openSince is null && !bytes.Contains((byte)'"')) return null;
        var openBefore = _openSince;
        var begins = openBefore is null && Encoding.UTF8.GetString(bytes).Split(_separator).Any(field => field.StartsWith('"'));
        _scanner.EndOfRow(bytes);
        _openSince = _scanner.IsOpen ? openBefore ?? line.Number : null;
        if (!_scanner.IsOpen) _scanner.EndOfRow("\n"u8);
        return openBefore is { } since ? $"the line may belong to the field that line {since} opens with a quotation mark: {Remedy}"
            : begins ? $"a field begins with a quotation mark: {Remedy}"
            : null;
    }

    /// <summary>Null when quotation marks stand where RFC 4180 has none.</summary>
    private string[]? Fields(string text)
    {
        if (_quotes != QuoteRule.Csv || !text.Contains('"', StringComparison.Ordinal)) return text.Split(_separator);
        _isMalformed = false;
        using var parser = new CsvParser(new StringReader(text), _csv);
        return parser.Read() && parser.Record is { } fields && !_isMalformed && !parser.Read() ? fields : null;
    }
}
