using System.Globalization;
using System.Text;

namespace GraphQueries.Presentation.Snapshots;

/// <summary>Names of things in PROV: a declared prefix, and an id of which every byte that a local name may not hold is percent-encoded, so
/// that two ids never get one name.</summary>
internal static class ProvName
{
    private const string Base = "urn:graph-provenance:";

    /// <summary>The prefixes and what they stand for.</summary>
    public static readonly IReadOnlyList<(string Prefix, string Namespace)> Prefixes =
    [
        ("prov", "http://www.w3.org/ns/prov#"), ("xsd", "http://www.w3.org/2001/XMLSchema#"), ("gp", Base),
        .. new[] { "edge", "activity", "version", "dataset", "benchmark", "evalrun", "agent" }.Select(kind => (kind, $"{Base}{kind}:")),
    ];

    /// <summary>An edge, whatever is believed of it.</summary>
    public static string Edge(string edgeId) => "edge:" + Local(edgeId);

    /// <summary>An edge as it was believed to be since its change number <paramref name="number"/>; 0 is its insertion.</summary>
    public static string State(string edgeId, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"edge:{Local(edgeId)}#{number}");

    /// <summary>What brought that state about.</summary>
    public static string Change(string edgeId, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"activity:edge/{Local(edgeId)}#{number}");

    /// <summary>What a version relied on being put to use.</summary>
    public static string Evaluation(string version) => "activity:evaluation/" + Local(version);

    /// <summary>A model version.</summary>
    public static string Version(string id) => "version:" + Local(id);

    /// <summary>A person or group.</summary>
    public static string Agent(string id) => "agent:" + Local(id);

    /// <summary>A node of the contribution graph, by its label.</summary>
    public static string Contribution(string kind, string id) =>
        $"{(kind == "ModelVersion" ? "version" : kind.ToLowerInvariant())}:{Local(id)}";

    /// <summary>Letters, digits and <c>_ ~ -</c> of ASCII stand for themselves; a hyphen not at the beginning.</summary>
    private static string Local(string id)
    {
        var name = new StringBuilder(id.Length);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in id.EnumerateRunes())
        {
            if (rune.IsAscii && (Rune.IsLetterOrDigit(rune) || rune.Value is '_' or '~' || (rune.Value == '-' && name.Length > 0)))
            {
                name.Append((char)rune.Value);
                continue;
            }
            foreach (var b in bytes[..rune.EncodeToUtf8(bytes)]) name.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
        return name.Length > 0 ? name.ToString() : "%00";
    }
}
