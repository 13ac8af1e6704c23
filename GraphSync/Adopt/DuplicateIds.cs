using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GraphSync.Adopt;

/// <summary>Finds texts that come twice among many: it keeps eight bytes of each.</summary>
internal sealed class DuplicateIds
{
    private readonly HashSet<ulong> _seen = [];
    private readonly HashSet<ulong> _twice = [];

    /// <summary>Whether any may have come twice; different texts hardly ever look alike.</summary>
    public bool MayBe => _twice.Count > 0;

    public void Add(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            var hash = Hash(id);
            if (!_seen.Add(hash)) _twice.Add(hash);
        }
    }

    /// <summary>Whether this text may have come twice.</summary>
    public bool Suspects(string id) => _twice.Contains(Hash(id));

    private static ulong Hash(string id) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
