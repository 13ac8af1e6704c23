namespace GraphSync.Edges;

/// <summary>An edge by its type and id, and where it was found last.</summary>
internal readonly record struct EdgeRef
{
    private readonly StoredElementId _place;

    /// <param name="edgeType">The relationship type.</param>
    /// <param name="edgeId">The edge_id.</param>
    /// <param name="elementId">Where it was found; null when nobody has looked.</param>
    public EdgeRef(string edgeType, string edgeId, string? elementId) =>
        (EdgeType, EdgeId, ElementId) = (edgeType, edgeId, elementId);

    /// <summary>The relationship type.</summary>
    public string EdgeType { get; }

    /// <summary>The edge_id.</summary>
    public string EdgeId { get; }

    /// <summary>A hint: the server gives it to another edge when this one is gone, and a restored graph has others. Null when nobody has
    /// looked.</summary>
    public string? ElementId
    {
        get => _place.Text;
        init => _place = new StoredElementId(value);
    }

    /// <inheritdoc cref="EdgeRef(string, string, string?)"/>
    public void Deconstruct(out string edgeType, out string edgeId, out string? elementId) =>
        (edgeType, edgeId, elementId) = (EdgeType, EdgeId, ElementId);
}
