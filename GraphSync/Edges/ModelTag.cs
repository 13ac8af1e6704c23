using System.Globalization;
using System.Text.RegularExpressions;

namespace GraphSync.Edges;

/// <summary>The tag <c>model:&lt;id&gt;@v&lt;number&gt;</c> in an edge's evidence. Ids hold no ASCII white space, but may hold an @;
/// before the tag stands no ASCII letter, digit or underscore.</summary>
/// <param name="ModelId">The model's id.</param>
/// <param name="Version">Its version number; null when it is too large to be one.</param>
internal readonly partial record struct ModelTag(string ModelId, long? Version)
{
    /// <summary>Whether <paramref name="evidence"/> holds a tag.</summary>
    public static bool IsIn(string? evidence) => evidence is not null && Pattern().IsMatch(evidence);

    /// <summary>The tags of <paramref name="evidence"/> in its order, each as often as it stands there.</summary>
    public static IEnumerable<ModelTag> In(string? evidence)
    {
        if (evidence is null) yield break;
        foreach (Match match in Pattern().Matches(evidence))
        {
            long? version = long.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
            yield return new ModelTag(match.Groups[1].Value, version);
        }
    }

    // In ASCII's own classes, since those of .NET and Java, whose pattern Cypher has, differ beyond it.
    [GeneratedRegex(@"(?<![0-9A-Za-z_])model:((?:(?!model:)[^ \t\n\v\f\r])+?)@v([0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
