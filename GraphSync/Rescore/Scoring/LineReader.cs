using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using GraphSync.Postgres;

namespace GraphSync.Rescore.Scoring;

/// <summary>Reads the non-blank lines of a stream, none longer than <see cref="MaxBytes"/>.</summary>
internal sealed class LineReader(Stream stream)
{
    /// <summary>The longest line taken, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    private readonly PipeReader _reader = PipeReader.Create(stream);

    /// <summary>The next line, without its end; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">The line is longer than <see cref="MaxBytes"/>.</exception>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = read.Buffer;
            var end = buffer.PositionOf((byte)'\n');
            var line = end is { } at ? buffer.Slice(0, at) : buffer;
            if (line.Length > MaxBytes)
            {
                var start = Excerpt.Start(Encoding.UTF8.GetString(line.Slice(0, 200)), 200);
                throw new InvalidDataException($"a line is longer than {MaxBytes} bytes: {start}");
            }
            if (end is null && !read.IsCompleted)
            {
                _reader.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }
            var text = Encoding.UTF8.GetString(line).Trim();
            _reader.AdvanceTo(end is { } newline ? buffer.GetPosition(1, newline) : buffer.End);
            if (text.Length > 0)
                return text;
            if (end is null)
                return null;
        }
    }
}
