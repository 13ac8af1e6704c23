using System.Text.RegularExpressions;
using GraphQueries.Language;

namespace GraphQueries.EdgeTypes;

/// <summary>Indexes and constraints of somebody else's on the very properties that the bridge needs another on: Neo4j has one of each
/// kind at most, and the bridge drops none that it has not made. And constraints that let no two edges have the same of what the bridge
/// writes.</summary>
internal static partial class SchemaInTheWay
{
    // What many edges of a type have in common.
    private static readonly HashSet<string> Shared = new(StringComparer.Ordinal)
    {
        "confidence", "source_artifact_id", "source_version", "provenance_unknown", "attribution_method", "senate_review_flag",
        "senate_pinned", "rescored_by_artifact_id", "rescored_version", "rescored_at", "created_at",
    };

    /// <summary>What stands in the way, with the statement that drops it; null for nothing.</summary>
    /// <param name="needed">What is to be made.</param>
    /// <param name="present">What there is.</param>
    public static string? Refusal(IEnumerable<ExpectedIndex> needed, IReadOnlyList<RangeIndexRow> present)
    {
        var inTheWay = needed.SelectMany(wanted => present.Where(index => IsInTheWay(index, wanted)));
        List<string> found = [.. inTheWay.Select(Describe).Distinct()];
        return found.Count == 0 ? null : $"{string.Join("; ", found)}; then run this again";
    }

    private static bool IsInTheWay(RangeIndexRow index, ExpectedIndex wanted) => index.Entity == wanted.Entity && index.Of == wanted.Of
        && (index.Properties.SequenceEqual(wanted.Properties) ? index.Unique != wanted.Unique : IsTooStrict(index));

    private static bool IsTooStrict(RangeIndexRow index) =>
        index.Unique && index.Entity == ExpectedIndex.Relationship && index.Properties.All(Shared.Contains);

    private static string Describe(RangeIndexRow index)
    {
        var kind = index.Unique ? "constraint" : "index";
        var fault = IsTooStrict(index) ? "lets no two edges have the same, and the bridge writes the same to many"
            : "stands in the way of the one that the bridge needs";
        return $"the {kind} {index.Name} on ({string.Join(", ", index.Properties)}) {fault}: "
            + $"DROP {kind.ToUpperInvariant()} {(Plain().IsMatch(index.Name) ? index.Name : Identifier.Quote(index.Name))}";
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Plain();
}
