using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using GraphSync.Edges;

namespace GraphSync.Rescore;

/// <summary>The edges that a pass has taken, as the graph remembers them while it runs: 64 bits of the SHA-256 of each edge_id, so that a
/// run that takes the pass up knows them again and takes no others.</summary>
internal static class EdgeSet
{
    public static long[] Of(IReadOnlyCollection<EdgeRef> edges) => [.. edges.Select(edge => Hash(edge.EdgeId))];

    public static long Hash(string edgeId) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(edgeId)));
}
