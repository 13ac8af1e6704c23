using System.Text;

namespace GraphSync.Edges;

/// <summary>Finds ids of a table; each at most once.</summary>
internal sealed class EdgeIdIndex(EdgeIdTable ids)
{
    private const int OnStack = 256;

    private readonly HashSet<int> _numbers = new(new Comparer(ids));

    /// <summary>Lets an id of the table be found.</summary>
    /// <returns>False when an equal one is found already.</returns>
    public bool TryAdd(int number) => _numbers.Add(number);

    /// <summary>The number of an id; −1 when it is not found.</summary>
    public int IndexOf(string id)
    {
        Span<byte> some = stackalloc byte[OnStack];
        var bytes = Encoding.UTF8.TryGetBytes(id, some, out var count) ? some[..count] : Encoding.UTF8.GetBytes(id);
        return _numbers.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(bytes, out var number) ? number : -1;
    }

    private sealed class Comparer(EdgeIdTable ids) : IEqualityComparer<int>, IAlternateEqualityComparer<ReadOnlySpan<byte>, int>
    {
        public bool Equals(int x, int y) => ids.Utf8(x).SequenceEqual(ids.Utf8(y));

        public int GetHashCode(int number) => GetHashCode(ids.Utf8(number));

        public bool Equals(ReadOnlySpan<byte> id, int other) => id.SequenceEqual(ids.Utf8(other));

        public int GetHashCode(ReadOnlySpan<byte> id)
        {
            var hash = new HashCode();
            hash.AddBytes(id);
            return hash.ToHashCode();
        }

        public int Create(ReadOnlySpan<byte> id) => throw new NotSupportedException("An id is added to the table first.");
    }
}
