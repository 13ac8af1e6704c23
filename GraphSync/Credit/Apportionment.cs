namespace GraphSync.Credit;

/// <summary>Splits a whole amount by weights so that the parts add up to it.</summary>
internal static class Apportionment
{
    /// <summary>Splits by largest remainder; of equal remainders, the ordinal-first key goes first.</summary>
    /// <param name="amount">0 to 2^53.</param>
    /// <param name="weights">Not negative, and not all 0 unless the amount is.</param>
    /// <returns>A part per key; each is its exact quota rounded down or up.</returns>
    public static IReadOnlyDictionary<string, long> Split(long amount, IReadOnlyDictionary<string, long> weights)
    {
        Int128 total = 0;
        foreach (var weight in weights.Values) total += weight;
        if (total == 0) return amount == 0 ? weights.ToDictionary(w => w.Key, _ => 0L, StringComparer.Ordinal)
            : throw new ArgumentException("Nothing to split by: all weights are 0.", nameof(weights));
        var quotas = weights.Select(w => (w.Key, Product: amount * (Int128)w.Value))
            .Select(q => (q.Key, Floor: (long)(q.Product / total), Remainder: q.Product % total)).ToList();
        var units = (int)(amount - quotas.Sum(q => q.Floor));
        var raised = quotas.OrderByDescending(q => q.Remainder).ThenBy(q => q.Key, StringComparer.Ordinal).Take(units).Select(q => q.Key)
            .ToHashSet(StringComparer.Ordinal);
        return quotas.ToDictionary(q => q.Key, q => q.Floor + (raised.Contains(q.Key) ? 1 : 0), StringComparer.Ordinal);
    }
}
