using System.Text.RegularExpressions;

namespace Bridge.Host.Tests.Monitoring;

/// <summary>What <c>/metrics</c> said, in Prometheus' text format.</summary>
internal sealed partial class Exposition
{
    public Exposition(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (Comment().Match(line) is { Success: true } comment)
            {
                var about = comment.Groups["kind"].Value == "TYPE" ? Types : Helps;
                about[comment.Groups["name"].Value] = comment.Groups["text"].Value;
            }
            else if (Line().Match(line) is { Success: true } sample)
            {
                Samples.Add(new(sample.Groups["name"].Value, Label().Matches(sample.Groups["labels"].Value)
                    .ToDictionary(label => label.Groups["name"].Value, label => label.Groups["value"].Value),
                    sample.Groups["value"].Value));
            }
        }
    }

    public Dictionary<string, string> Types { get; } = [];

    public Dictionary<string, string> Helps { get; } = [];

    public List<Sample> Samples { get; } = [];

    [GeneratedRegex(@"^# (?<kind>TYPE|HELP) (?<name>\S+) (?<text>.*)$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(?<name>\w+)(?:\{(?<labels>.*)\})? (?<value>\S+)")]
    private static partial Regex Line();

    [GeneratedRegex("""(?<name>\w+)="(?<value>(?:[^"\\]|\\.)*)" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Label();
}

/// <summary>A line of it.</summary>
internal sealed record Sample(string Name, Dictionary<string, string> Labels, string Value);
