using System.Globalization;

namespace GraphSync.Adopt;

/// <summary>What cannot be used, counted by type, property and reason, with examples. Only the examples take memory.</summary>
internal sealed class Findings
{
    private const int Examples = 20;
    private const int ShownLength = 60;

    private readonly SortedDictionary<(string Type, string Property, string Reason, bool CanBePutAside), Group> _groups = [];

    /// <summary>By type, property and reason.</summary>
    public IReadOnlyList<AdoptFinding> All => [.. _groups.Select(group => new AdoptFinding(group.Key.Type, group.Key.Property,
        group.Key.Reason, group.Key.CanBePutAside, group.Value.Edges, group.Value.Examples))];

    public void Add(string type, EdgeReading reading)
    {
        foreach (var fault in reading.Faults)
        {
            var key = (type, fault.Column, fault.Reason, fault.CanBePutAside);
            if (!_groups.TryGetValue(key, out var group)) _groups[key] = group = new Group();
            group.Edges++;
            if (group.Examples.Count < Examples) group.Examples.Add(new AdoptExample(reading.Edge.Place, Shown(fault.Value)));
        }
    }

    private static string? Shown(object? value) => value switch
    {
        null => null,
        object?[] => "a list",
        string text => $"'{Excerpt.Start(text, ShownLength)}'",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private sealed class Group
    {
        public long Edges { get; set; }

        public List<AdoptExample> Examples { get; } = [];
    }
}
