using System.Buffers;

namespace GraphSync.Rescore.Scoring;

/// <summary>Writes edges to a scorer's stdin as JSON Lines, many lines a write.</summary>
internal sealed class ScorerInput(Stream stream)
{
    private const int FlushBytes = 32 * 1024;

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly ArrayBufferWriter<byte> _lines = new(2 * FlushBytes);

    /// <summary>True when it is time to flush.</summary>
    public bool IsFull => _lines.WrittenCount >= FlushBytes;

    /// <summary>Buffers one edge; false, and nothing is sent, when its inputs are not JSON.</summary>
    public bool TryAdd(ScoringRequest edge)
    {
        _line.ResetWrittenCount();
        if (!EdgeJson.TryWriteLine(_line, edge))
            return false;
        _lines.Write(_line.WrittenSpan);
        _lines.Write("\n"u8);
        return true;
    }

    /// <summary>Sends what is buffered; false when nobody reads it any more.</summary>
    public async Task<bool> TryFlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            // WaitAsync, since a blocked write to a pipe does not hear the token.
            await stream.WriteAsync(_lines.WrittenMemory, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            _lines.ResetWrittenCount();
            return true;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
