namespace Torture.Comparison;

/// <summary>Lines that should be there against those that are; one that comes twice counts twice.</summary>
internal static class Difference
{
    private const int MostShown = 5;

    /// <returns>One text that says what is lost and what is there in addition; null when nothing is.</returns>
    public static string? Of(string what, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in expected) counts[line] = counts.GetValueOrDefault(line) + 1;
        foreach (var line in actual) counts[line] = counts.GetValueOrDefault(line) - 1;
        List<string> lost = [.. counts.Where(c => c.Value > 0).Select(c => c.Key)];
        List<string> extra = [.. counts.Where(c => c.Value < 0).Select(c => c.Key)];
        if (lost.Count + extra.Count == 0) return null;
        return $"{what}: {lost.Count} lost, {extra.Count} too many\n{Shown("should be", lost)}{Shown("is", extra)}";
    }

    private static string Shown(string verb, List<string> lines) =>
        string.Concat(lines.Order(StringComparer.Ordinal).Take(MostShown).Select(line => $"    {verb}: {line}\n"));
}
