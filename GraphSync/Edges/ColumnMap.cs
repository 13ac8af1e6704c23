using System.Text.RegularExpressions;

namespace GraphSync.Edges;

/// <summary>Which column or property of the user's gives a column of the contract.</summary>
/// <param name="Target">The contract's name, such as <c>confidence</c>.</param>
/// <param name="Column">The user's name, such as <c>score</c>.</param>
/// <param name="IsEpochMilliseconds">The user's is a number of milliseconds since 1970, UTC; only <c>created_at</c> may say so.</param>
public sealed partial record ColumnMap(string Target, string Column, bool IsEpochMilliseconds = false)
{
    private const string CreatedAt = "created_at";

    /// <summary>Reads <c>TARGET=COLUMN</c> or <c>created_at=epoch_ms(COLUMN)</c>; the target ends before the first equals sign.</summary>
    /// <exception cref="BadInputException">It is not of that form.</exception>
    public static ColumnMap Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == text.Length - 1)
            throw new BadInputException($"--map takes TARGET=COLUMN, such as confidence=score, not '{text}'.");
        var (target, column) = (text[..equals], text[(equals + 1)..]);
        if (Epoch().Match(column) is not { Success: true } epoch) return new ColumnMap(target, column);
        return target == CreatedAt ? new ColumnMap(target, epoch.Groups["column"].Value, IsEpochMilliseconds: true)
            : throw new BadInputException($"--map {text}: only {CreatedAt} can be epoch_ms(COLUMN).");
    }

    [GeneratedRegex(@"^epoch_ms\((?<column>.+)\)$", RegexOptions.Singleline)]
    private static partial Regex Epoch();
}
