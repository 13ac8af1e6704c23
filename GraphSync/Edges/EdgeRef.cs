namespace GraphSync.Edges;

/// <summary>An edge by its type and id, and where it was found last.</summary>
/// <param name="EdgeType">The relationship type.</param>
/// <param name="EdgeId">The edge_id.</param>
/// <param name="ElementId">A hint: the server gives it to another edge when this one is gone, and a restored graph has others. Null when
/// nobody has looked.</param>
internal readonly record struct EdgeRef(string EdgeType, string EdgeId, string? ElementId);
