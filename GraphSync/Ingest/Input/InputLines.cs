using System.Runtime.CompilerServices;

namespace GraphSync.Ingest.Input;

/// <summary>A line without its end, or a row that spans several.</summary>
/// <param name="Number">Of its first line, from 1.</param>
/// <param name="Bytes">Its own copy.</param>
/// <param name="Problem">Why the line is not whole; null when it is.</param>
internal readonly record struct InputLine(long Number, ReadOnlyMemory<byte> Bytes, string? Problem = null);

/// <summary>The lines of a text; LF or CRLF; a byte order mark is dropped.</summary>
/// <param name="text">Read to its end.</param>
/// <param name="maxRowBytes">Longer lines are refused, so that no file takes more memory than a few times this.</param>
/// <param name="quotes">Where a field in quotation marks may hold line ends: follows them; null where none may.</param>
internal sealed class InputLines(Stream text, int maxRowBytes, QuoteScanner? quotes = null)
{
    private const int Excerpt = 1000;

    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;
    private long _number = 1;

    public async IAsyncEnumerable<InputLine> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var overlong = false;
        var scanned = 0;
        while (true)
        {
            while (EndOfLine(scanned) is >= 0 and var found)
            {
                var length = scanned + found;
                // The rest of a line that has been reported is no line of its own.
                if (!overlong) yield return length > maxRowBytes ? Beginning() : Take(length);
                Pass(length + 1);
                (overlong, scanned) = (false, 0);
            }
            scanned = _end - _start;
            if (scanned > maxRowBytes)
            {
                if (!overlong) yield return Beginning();
                overlong = true;
                Pass(scanned);
                scanned = 0;
            }
            var (read, broken) = await FillAsync(cancellationToken).ConfigureAwait(false);
            if (read > 0) continue;
            if (broken is not null) yield return Take(scanned) with { Problem = broken };
            else if (scanned > 0 && !overlong)
                yield return quotes is { IsOpen: true } ? Take(scanned) with { Problem = QuoteScanner.NotClosed } : Take(scanned);
            yield break;
        }
    }

    private int EndOfLine(int scanned)
    {
        var rest = _buffer.AsSpan(_start + scanned, _end - _start - scanned);
        return quotes is null ? rest.IndexOf((byte)'\n') : quotes.EndOfRow(rest);
    }

    private void Pass(int length)
    {
        _number += _buffer.AsSpan(_start, length).Count((byte)'\n');
        _start += length;
    }

    private async Task<(int Read, string? Broken)> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        try
        {
            var read = await text.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            _end += read;
            return (read, null);
        }
        catch (InvalidDataException e)
        {
            return (0, $"{e.Message}: what this line holds is incomplete, and all that follows is missing");
        }
    }

    private InputLine Take(int length)
    {
        var bytes = _buffer.AsSpan(_start, length);
        if (_number == 1 && bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        if (bytes.Length > 0 && bytes[^1] == '\r') bytes = bytes[..^1];
        return new InputLine(_number, bytes.ToArray());
    }

    private InputLine Beginning() => new(_number, _buffer.AsSpan(_start, Excerpt).ToArray(),
        $"the line is longer than {maxRowBytes} bytes (Bridge__Ingest__MaxRowBytes); only its beginning is shown here");
}
