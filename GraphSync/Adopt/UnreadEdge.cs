namespace GraphSync.Adopt;

/// <summary>A relationship that has to be read by the rules of files, as <c>cypher/queries/adopt/look.cypher</c> gives it.</summary>
internal sealed class UnreadEdge(IReadOnlyDictionary<string, object?> row, string type)
{
    private readonly IReadOnlyDictionary<string, object?> _mapped = Pairs(row["mapped"]);

    /// <summary>Its internal id.</summary>
    public string Element => (string)row["element"]!;

    /// <summary>The edge id that it has or gets; null for a random one.</summary>
    public string? Id => (string?)row["id"];

    /// <summary>Why it cannot be an edge as it stands; null when it can.</summary>
    public string? Reason => (string?)row["reason"];

    /// <summary>Changes whenever its columns do.</summary>
    public string Seen => (string)row["seen"]!;

    /// <summary>In words.</summary>
    public string Place => $"({row["source"] ?? "?"})-[{type}]->({row["target"] ?? "?"}){(Id is null ? "" : $" '{Id}'")}";

    /// <summary>What stands in the columns of the contract, and in the properties by which Biolink marks a model's edge.</summary>
    public IReadOnlyDictionary<string, object?> Columns { get; } = Pairs(row["columns"]);

    /// <summary>What stands in a column; null for nothing.</summary>
    public object? Column(string name) => Columns.GetValueOrDefault(name);

    /// <summary>What stands in the property that is mapped to a column; null for nothing.</summary>
    public object? Mapped(string name) => _mapped.GetValueOrDefault(name);

    private static Dictionary<string, object?> Pairs(object? list) => ((object?[])list!).Cast<object?[]>()
        .ToDictionary(pair => (string)pair[0]!, pair => pair[1], StringComparer.Ordinal);
}
