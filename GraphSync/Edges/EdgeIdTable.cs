using System.Text;

namespace GraphSync.Edges;

/// <summary>Edge ids, numbered from 0 in the order of adding. They are held as UTF-8, which takes a third of what texts take.</summary>
internal sealed class EdgeIdTable
{
    private const int BlockBytes = 32 * 1_024;

    private readonly BlockList<ReadOnlyMemory<byte>> _ids = new();
    private Memory<byte> _free;

    public int Count => _ids.Count;

    public string this[int number] => Encoding.UTF8.GetString(Utf8(number));

    public ReadOnlySpan<byte> Utf8(int number) => _ids[number].Span;

    /// <summary>Adds an id, whether or not it is there already.</summary>
    public void Add(string id)
    {
        var bytes = Encoding.UTF8.GetByteCount(id);
        if (_free.Length < bytes) _free = new byte[Math.Max(bytes, BlockBytes)];
        Encoding.UTF8.GetBytes(id, _free.Span);
        _ids.Add(_free[..bytes]);
        _free = _free[bytes..];
    }

    /// <summary>Compares two by code point, as Neo4j sorts them: that is the order of UTF-8.</summary>
    public int Compare(int number, int other) => Utf8(number).SequenceCompareTo(Utf8(other));
}
