using System.Security.Cryptography;
using System.Text;

namespace GraphSync.Rescore;

/// <summary>Ids of deltas derive from their content, so that a replay changes nothing.</summary>
internal static class DeltaId
{
    /// <summary>The kind of a rescore; that of a value put back is its class.</summary>
    public const string Rescore = "rescore";

    /// <param name="promotion">The promotion whose rescore this is, or whose value is put back.</param>
    /// <param name="edgeId">The edge.</param>
    /// <param name="kind"><c>rescore</c> or <c>restored</c>.</param>
    /// <param name="undone">The delta that is undone; null for a rescore.</param>
    public static string Of(string promotion, string edgeId, string kind, string? undone = null)
    {
        // Lengths keep the parts apart, whatever they hold.
        var content = $"{promotion.Length}:{promotion}{edgeId.Length}:{edgeId}{kind.Length}:{kind}{undone}";
        return $"{kind}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)).AsSpan(0, 16))}";
    }
}
