namespace GraphSync.Edges;

/// <summary>A list that grows by blocks and is never copied, so that a large one leaves no arrays of its former sizes behind.</summary>
internal sealed class BlockList<T>
{
    // Small enough to stay out of the large object heap.
    private const int Block = 1_024;

    private readonly List<T[]> _blocks = [];

    public int Count { get; private set; }

    public ref T this[int index] => ref _blocks[index / Block][index % Block];

    public void Add(T item)
    {
        if (Count == _blocks.Count * Block) _blocks.Add(new T[Block]);
        Count++;
        this[Count - 1] = item;
    }
}
