using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GraphSync.Leases;

/// <summary>The number of a job's advisory lock: the same for every bridge on that schema, for good.</summary>
internal readonly record struct LeaseKey(long Value)
{
    /// <summary>The upper half, as <c>pg_locks.classid</c> shows it.</summary>
    public long High => (Value >> 32) & uint.MaxValue;

    /// <summary>The lower half, as <c>pg_locks.objid</c> shows it.</summary>
    public long Low => Value & uint.MaxValue;

    /// <summary>The key of a job in a schema of a database.</summary>
    public static LeaseKey Of(string database, string schema, string job) => new(BinaryPrimitives.ReadInt64BigEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes($"graphprovenance\0{database}\0{schema}\0{job}"))));
}
