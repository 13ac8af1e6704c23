using System.Text.RegularExpressions;
using Support;

namespace Bridge.Host.Tests.Monitoring;

/// <summary>The tables of <c>docs/monitoring.md</c>.</summary>
internal static partial class MetricTable
{
    private static readonly string Text = Repository.Read("docs/monitoring.md");

    public static IReadOnlyList<Metric> Metrics { get; } = [.. Row().Matches(Text).Select(row => new Metric(row.Groups["name"].Value,
        row.Groups["kind"].Value, row.Groups["unit"].Value,
        [.. Word().Matches(row.Groups["labels"].Value).Select(label => Prometheus(label.Groups[1].Value))], row.Groups["what"].Value))];

    /// <summary>The values of each label.</summary>
    public static IReadOnlyDictionary<string, string[]> Labels { get; } = LabelRow().Matches(Text).ToDictionary(
        row => Prometheus(row.Groups["name"].Value),
        row => Word().Matches(row.Groups["values"].Value).Select(value => value.Groups[1].Value).ToArray());

    /// <summary>A name as Prometheus has it.</summary>
    public static string Prometheus(string name) => name.Replace('.', '_');

    [GeneratedRegex(@"^\| `(?<name>[a-z._]+)` \| (?<kind>counter|gauge|histogram) \| `(?<unit>[^`]+)` \| (?<labels>[^|]*) "
        + @"\| (?<what>.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| `(?<name>[a-z._]+)` \| (?!counter|gauge|histogram)(?<values>[^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex LabelRow();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Word();
}

/// <summary>A row of the table of metrics.</summary>
internal sealed record Metric(string Name, string Kind, string Unit, IReadOnlyList<string> Labels, string What)
{
    public string PrometheusName => MetricTable.Prometheus(Name) + (Unit == "s" ? "_seconds" : "") + (Kind == "counter" ? "_total" : "");

    /// <summary>The names of its samples.</summary>
    public IEnumerable<string> Samples =>
        Kind == "histogram" ? ((string[])["_bucket", "_sum", "_count"]).Select(part => PrometheusName + part) : [PrometheusName];
}
