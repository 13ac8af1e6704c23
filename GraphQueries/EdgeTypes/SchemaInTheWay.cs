using System.Text.RegularExpressions;
using GraphQueries.Language;

namespace GraphQueries.EdgeTypes;

/// <summary>Indexes and constraints of somebody else's on the very properties that the bridge needs another on: Neo4j has one of each
/// kind at most, and the bridge drops none that it has not made.</summary>
internal static partial class SchemaInTheWay
{
    /// <summary>What stands in the way, with the statement that drops it; null for nothing.</summary>
    /// <param name="needed">What is to be made.</param>
    /// <param name="present">What there is.</param>
    public static string? Refusal(IEnumerable<ExpectedIndex> needed, IReadOnlyList<RangeIndexRow> present)
    {
        List<string> found = [.. needed.SelectMany(wanted => present.Where(index => IsInTheWay(index, wanted)).Select(Describe))];
        return found.Count == 0 ? null : $"{string.Join("; ", found)}; then run this again";
    }

    private static bool IsInTheWay(RangeIndexRow index, ExpectedIndex wanted) => index.Entity == wanted.Entity && index.Of == wanted.Of
        && index.Properties.SequenceEqual(wanted.Properties) && index.Unique != wanted.Unique;

    private static string Describe(RangeIndexRow index)
    {
        var kind = index.Unique ? "constraint" : "index";
        return $"the {kind} {index.Name} on ({string.Join(", ", index.Properties)}) stands in the way of the one that the bridge needs: "
            + $"DROP {kind.ToUpperInvariant()} {(Plain().IsMatch(index.Name) ? index.Name : Identifier.Quote(index.Name))}";
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Plain();
}
