namespace GraphSync.Rescore.Scoring;

/// <summary>One edge as a scorer sees it.</summary>
/// <param name="EdgeId">The edge's own <c>edge_id</c>; every answer names it. Unique within one run.</param>
/// <param name="Source">Key of the node where the edge starts.</param>
/// <param name="Relation">The relationship type as it stands in the graph.</param>
/// <param name="Target">Key of the node where the edge ends.</param>
/// <param name="Inputs">Raw JSON text: the edge's <c>inference_input</c>. When null, <c>{source, relation, target}</c> is sent in its
/// place.</param>
/// <param name="Confidence">The confidence that the edge carries now, 0…1.</param>
internal sealed record ScoringRequest(
    string EdgeId, string Source, string Relation, string Target, string? Inputs, double Confidence);
