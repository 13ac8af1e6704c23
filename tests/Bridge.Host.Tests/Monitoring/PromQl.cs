using System.Text.RegularExpressions;

namespace Bridge.Host.Tests.Monitoring;

/// <summary>What an expression of Prometheus names: so much of the language as our rules and panels use.</summary>
internal sealed partial class PromQl
{
    private static readonly string[] Keywords = ["or", "and", "unless", "by", "without", "on", "ignoring", "bool", "offset"];

    public PromQl(string expression)
    {
        Labels = [.. Grouping().Matches(expression).SelectMany(group => group.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries))
            .Concat(Matcher().Matches(expression).Select(matcher => matcher.Groups["name"].Value))];
        Values = [.. Matcher().Matches(expression).Select(matcher => (matcher.Groups["name"].Value, matcher.Groups["value"].Value))];
        var bare = Grouping().Replace(Braces().Replace(Range().Replace(expression, ""), ""), "");
        Metrics = [.. Name().Matches(bare).Select(name => name.Value).Except(Keywords)];
        IsBalanced = bare.Count(c => c == '(') == bare.Count(c => c == ')');
    }

    public IReadOnlyList<string> Metrics { get; }

    public IReadOnlyList<string> Labels { get; }

    public IReadOnlyList<(string Label, string Value)> Values { get; }

    public bool IsBalanced { get; }

    [GeneratedRegex(@"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex("""(?<name>\w+)\s*=\s*"(?<value>[^"]*)" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    // No function, no number.
    [GeneratedRegex(@"(?<![\w.])[a-zA-Z_]\w*(?!\w|\s*\()")]
    private static partial Regex Name();
}
