namespace GraphSync.Rescore.Scoring;

/// <summary>One answer of a scorer. Either <paramref name="Confidence"/> or <paramref name="Error"/> is set, never both.</summary>
/// <param name="EdgeId">The <c>edge_id</c> that was asked.</param>
/// <param name="Confidence">The new confidence, 0…1, bit for bit as the scorer gave it; null when the edge is to be left as it is.</param>
/// <param name="Error">Why this edge could not be scored; the edge is left and reported, the others go on.</param>
internal readonly record struct ScoringResult(string EdgeId, double? Confidence, string? Error);
