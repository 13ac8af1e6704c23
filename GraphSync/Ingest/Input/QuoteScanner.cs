namespace GraphSync.Ingest.Input;

/// <summary>Follows fields in quotation marks through a text, by RFC 4180: one that begins with a mark ends with a mark, two within stand
/// for one, and a line end within belongs to it.</summary>
/// <param name="separator">Of the fields.</param>
internal sealed class QuoteScanner(byte separator)
{
    public const string NotClosed = "a field begins with a quotation mark that is never closed: what this row holds is incomplete";

    private State _state = State.Start;

    /// <summary>Whether a field is open that began with a mark.</summary>
    public bool IsOpen => _state == State.Quoted;

    /// <summary>Where the row ends; -1 when it goes on behind <paramref name="bytes"/>, which are taken as read.</summary>
    public int EndOfRow(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (_state is State.Quoted or State.Plain)
            {
                var skip = _state == State.Quoted ? bytes[i..].IndexOf((byte)'"') : bytes[i..].IndexOfAny(separator, (byte)'\n');
                if (skip < 0) return -1;
                i += skip;
            }
            if (_state != State.Quoted && bytes[i] == '\n')
            {
                _state = State.Start;
                return i;
            }
            _state = Next(bytes[i]);
        }
        return -1;
    }

    private State Next(byte next) => _state switch
    {
        State.Quoted => State.Mark,
        State.Mark when next == '"' => State.Quoted,
        State.Start when next == '"' => State.Quoted,
        _ => next == separator ? State.Start : State.Plain,
    };

    private enum State
    {
        /// <summary>A field begins.</summary>
        Start,

        /// <summary>Within a field that begins with no mark.</summary>
        Plain,

        /// <summary>Within one that does.</summary>
        Quoted,

        /// <summary>Behind a mark within it: its end, or the first of two.</summary>
        Mark,
    }
}
