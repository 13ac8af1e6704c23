using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace GraphSync.Edges;

/// <summary>A column of the contract that is made of the user's columns or properties.</summary>
/// <param name="Target">The column of the contract.</param>
/// <param name="Parts">Texts and columns in order; one column alone stands for itself, with its type.</param>
/// <param name="IsEpochMilliseconds">Whether the one column counts milliseconds since 1970.</param>
public sealed partial record ColumnMapping(string Target, IReadOnlyList<ColumnPart> Parts, bool IsEpochMilliseconds = false)
{
    /// <summary>Reads <c>TARGET=COLUMN</c>, <c>TARGET={a}:{b}</c> or <c>created_at=epoch_ms(COLUMN)</c>.</summary>
    /// <exception cref="BadInputException">It is none of these.</exception>
    public static ColumnMapping Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1 || equals == text.Length - 1)
        {
            throw new BadInputException("--map takes TARGET=COLUMN, such as confidence=score, or a text with columns in braces, such as "
                + $"'id={{kind}}:{{id}}', not '{text}'.");
        }
        var (target, source) = (text[..equals], text[(equals + 1)..]);
        if (Epoch().Match(source) is { Success: true } epoch)
        {
            return target == "created_at"
                ? new ColumnMapping(target, [new ColumnPart(epoch.Groups[1].Value, true)], IsEpochMilliseconds: true)
                : throw new BadInputException($"--map {text}: only created_at can be epoch_ms(COLUMN).");
        }
        var isText = source.Contains('{', StringComparison.Ordinal);
        return new ColumnMapping(target, isText ? [.. Split(source)] : [new ColumnPart(source, true)]);
    }

    /// <summary>Refuses mappings of which two have one target.</summary>
    /// <exception cref="BadInputException">It names the target.</exception>
    internal static void RequireEachOnce(IEnumerable<ColumnMapping> maps)
    {
        if (maps.GroupBy(map => map.Target, StringComparer.Ordinal).FirstOrDefault(target => target.Count() > 1) is { } twice)
            throw new BadInputException($"--map names the target {twice.Key} twice: leave one out.");
    }

    /// <summary>The one column that it is; null where it is a text.</summary>
    internal string? Column => Parts is [{ IsColumn: true } only] ? only.Text : null;

    /// <summary>The columns that it is made of.</summary>
    internal IEnumerable<string> Columns => Parts.Where(part => part.IsColumn).Select(part => part.Text);

    /// <summary>The value; null where a column of it is absent, or is no number of milliseconds.</summary>
    internal object? Of(IReadOnlyDictionary<string, object> values)
    {
        // What is no number of milliseconds stays as it is, and is read, or refused, as any instant.
        if (Column is { } column)
            return !values.TryGetValue(column, out var only) ? null : IsEpochMilliseconds ? ColumnValue.Epoch(only) ?? only : only;
        var text = new StringBuilder();
        foreach (var part in Parts)
        {
            if (!part.IsColumn) text.Append(part.Text);
            else if (values.TryGetValue(part.Text, out var value)) text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
            else return null;
        }
        return text.ToString();
    }

    private static IEnumerable<ColumnPart> Split(string text)
    {
        foreach (Match part in PartsOf().Matches(text))
        {
            yield return part.Groups["column"] is { Success: true } column ? new ColumnPart(column.Value, true)
                : new ColumnPart(part.Value, false);
        }
    }

    [GeneratedRegex(@"^epoch_ms\((.+)\)$", RegexOptions.Singleline)]
    private static partial Regex Epoch();

    [GeneratedRegex(@"\{(?<column>[^{}]+)\}|[^{]+|\{")]
    private static partial Regex PartsOf();
}

/// <summary>A part of a <see cref="ColumnMapping"/>.</summary>
/// <param name="Text">The column's name, or the text.</param>
/// <param name="IsColumn">Which it is.</param>
public sealed record ColumnPart(string Text, bool IsColumn);
