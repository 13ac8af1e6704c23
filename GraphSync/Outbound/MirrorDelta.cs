using GraphQueries.Outbound;

namespace GraphSync.Outbound;

/// <summary>A delta as an event of PostgreSQL.</summary>
/// <param name="Id">The event's id, too.</param>
/// <param name="EdgeId">The edge.</param>
/// <param name="Pass">The pass that made it, with its promotion, versions and scorer.</param>
/// <param name="OldConfidence">Before.</param>
/// <param name="NewConfidence">After.</param>
/// <param name="Class">How it changed.</param>
/// <param name="At">When, as ISO 8601 text.</param>
internal sealed record MirrorDelta(string Id, string? EdgeId, PassDeltasRow Pass, double? OldConfidence, double? NewConfidence,
    string? Class, string? At)
{
    /// <summary>New minus old, as it was classed by.</summary>
    public double? Delta => NewConfidence - OldConfidence;

    /// <summary>One by one.</summary>
    public static IEnumerable<MirrorDelta> Of(PassDeltasRow pass) => pass.Ids.Select((id, i) =>
        new MirrorDelta(id, pass.EdgeIds[i], pass, pass.OldConfidences[i], pass.NewConfidences[i], pass.Classes[i], pass.Instants[i]));
}

/// <summary>A pass without the lists of its deltas.</summary>
internal static class PassDeltas
{
    public static PassDeltasRow WithoutDeltas(this PassDeltasRow pass) =>
        pass with { Ids = [], EdgeIds = [], OldConfidences = [], NewConfidences = [], Classes = [], Instants = [] };
}
