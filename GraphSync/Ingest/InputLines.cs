using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using GraphSync.Postgres;
using GraphSync.Rescore.Scoring;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.GZip;

namespace GraphSync.Ingest;

/// <summary>A line without its end.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Bytes">Its own copy.</param>
/// <param name="Problem">Why the line is not whole; null when it is.</param>
internal readonly record struct InputLine(long Number, ReadOnlyMemory<byte> Bytes, string? Problem = null);

/// <summary>The lines of a file, plain or gzip, told apart by their first bytes; LF or CRLF; a byte order mark is dropped.</summary>
/// <param name="file">May be a pipe.</param>
/// <param name="maxRowBytes">Longer lines are refused, so that no file takes more memory than a few times this.</param>
internal sealed class InputLines(Stream file, int maxRowBytes)
{
    private const int Excerpt = 1000;

    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;
    private long _number;

    public async IAsyncEnumerable<InputLine> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var overlong = false;
        var scanned = 0;
        while (true)
        {
            while (_buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n') is >= 0 and var found)
            {
                var length = scanned + found;
                // The rest of a line that has been reported is no line of its own.
                if (!overlong) yield return length > maxRowBytes ? Beginning() : Take(length);
                _start += length + 1;
                (overlong, scanned) = (false, 0);
            }
            scanned = _end - _start;
            if (scanned > maxRowBytes)
            {
                if (!overlong) yield return Beginning();
                overlong = true;
                (_start, _end, scanned) = (0, 0, 0);
            }
            var (read, broken) = await FillAsync(stream, cancellationToken).ConfigureAwait(false);
            if (read > 0) continue;
            if (broken is not null) yield return Take(scanned) with { Problem = broken };
            else if (scanned > 0 && !overlong) yield return Take(scanned);
            yield break;
        }
    }

    private async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(file);
        var start = await pipe.ReadAtLeastAsync(2, cancellationToken).ConfigureAwait(false);
        var magic = new byte[2];
        start.Buffer.Slice(0, Math.Min(2, start.Buffer.Length)).CopyTo(magic);
        pipe.AdvanceTo(start.Buffer.Start);
        // .NET's own GZipStream takes a stream that is cut off for one that ends, unless the whole process is set up otherwise.
        var stream = pipe.AsStream();
        return magic is [0x1F, 0x8B] ? new GZipInputStream(stream, 64 << 10) : stream;
    }

    private async Task<(int Read, string? Broken)> FillAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        try
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            _end += read;
            return (read, null);
        }
        catch (Exception e) when (IsDamage(e))
        {
            return (0, "the gzip stream is cut off or damaged: what this line holds is incomplete, and all that follows is missing");
        }
    }

    // The decoder meets the end, a check that fails, or lengths and codes that lead out of its tables.
    private static bool IsDamage(Exception e) =>
        e is SharpZipBaseException or EndOfStreamException or IndexOutOfRangeException or OverflowException;

    private InputLine Take(int length)
    {
        var bytes = _buffer.AsSpan(_start, length);
        if (_number == 0 && bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        if (bytes.Length > 0 && bytes[^1] == '\r') bytes = bytes[..^1];
        return new InputLine(++_number, bytes.ToArray());
    }

    private InputLine Beginning() => new(++_number, _buffer.AsSpan(_start, Excerpt).ToArray(),
        $"the line is longer than {maxRowBytes} bytes (Bridge__Ingest__MaxRowBytes); only its beginning is shown here");
}
