using System.Globalization;
using System.Text.RegularExpressions;

namespace GraphSync.Ingest;

/// <summary>The tag <c>model:&lt;id&gt;@v&lt;number&gt;</c> in an edge's evidence. Ids hold no white space, but may hold an @.</summary>
/// <param name="ModelId">The model's id.</param>
/// <param name="Version">Its version number; null when it is too large to be one.</param>
public readonly partial record struct ModelTag(string ModelId, long? Version)
{
    /// <summary>Whether <paramref name="evidence"/> holds a tag.</summary>
    public static bool IsIn(string? evidence) => evidence is not null && Pattern().IsMatch(evidence);

    /// <summary>The tags of <paramref name="evidence"/> in its order, each as often as it stands there.</summary>
    public static IEnumerable<ModelTag> In(string? evidence)
    {
        if (evidence is null) yield break;
        foreach (Match match in Pattern().Matches(evidence))
        {
            yield return new ModelTag(match.Groups[1].Value,
                long.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null);
        }
    }

    [GeneratedRegex(@"\bmodel:((?:(?!model:)\S)+?)@v([0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
