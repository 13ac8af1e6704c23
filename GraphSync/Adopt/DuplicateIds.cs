using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using GraphQueries.Files;

namespace GraphSync.Adopt;

/// <summary>Finds texts that come twice among many: eight bytes of each are sorted in a temporary file, so that the memory stays the same.
/// </summary>
internal sealed class DuplicateIds(int mostInMemory = 1 << 20) : IDisposable
{
    private readonly List<ulong> _recent = [];
    private readonly List<(long Start, long End)> _runs = [];
    private readonly HashSet<ulong> _twice = [];
    private FileStream? _file;

    /// <summary>Adds texts.</summary>
    public void Add(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            _recent.Add(Hash(id));
            if (_recent.Count == mostInMemory) WriteRun();
        }
    }

    /// <summary>Looks for what has come twice; nothing can be added from then on.</summary>
    /// <returns>Whether any text may have; different texts hardly ever look alike.</returns>
    public bool Find()
    {
        if (_runs.Count > 0) WriteRun();
        ulong? before = null;
        foreach (var hash in _runs.Count > 0 ? Merged() : _recent.Order())
        {
            if (hash == before) _twice.Add(hash);
            before = hash;
        }
        return _twice.Count > 0;
    }

    /// <summary>Whether this text may have come twice.</summary>
    public bool Suspects(string id) => _twice.Contains(Hash(id));

    public void Dispose() => _file?.Dispose();

    private void WriteRun()
    {
        _recent.Sort();
        _file ??= TemporaryFile.Create();
        var start = _file.Position;
        _file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_recent)));
        _runs.Add((start, _file.Position));
        _recent.Clear();
    }

    private IEnumerable<ulong> Merged()
    {
        _file!.Flush();
        var heads = new PriorityQueue<IEnumerator<ulong>, ulong>();
        foreach (var run in _runs.Select(run => Run(run.Start, run.End).GetEnumerator()))
        {
            if (run.MoveNext()) heads.Enqueue(run, run.Current);
        }
        while (heads.TryDequeue(out var run, out var hash))
        {
            yield return hash;
            if (run.MoveNext()) heads.Enqueue(run, run.Current);
        }
    }

    private IEnumerable<ulong> Run(long start, long end)
    {
        var buffer = new byte[8192];
        for (var at = start; at < end; at += buffer.Length)
        {
            var length = (int)Math.Min(buffer.Length, end - at);
            _file!.Position = at;
            _file.ReadExactly(buffer, 0, length);
            for (var i = 0; i < length; i += sizeof(ulong)) yield return BitConverter.ToUInt64(buffer, i);
        }
    }

    private static ulong Hash(string id) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
