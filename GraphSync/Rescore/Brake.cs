using System.Globalization;
using GraphQueries.Rescore;

namespace GraphSync.Rescore;

/// <summary>Keeps a promotion that would make too many edges fall far from being written before a person has looked at it.</summary>
/// <param name="holdAboveShare">The share of a pass's scored edges, 0 to 1; 0 holds none.</param>
/// <param name="isLetPass">A person has let the promotion pass.</param>
internal sealed class Brake(double holdAboveShare, bool isLetPass)
{
    /// <summary>Why the pass is to be held; null when it may be written. What has begun to be written is brought to its end.</summary>
    public PassHold? Holds(RescorePassRow pass, IReadOnlyCollection<ScoredEdge> scored)
    {
        if (holdAboveShare == 0 || isLetPass || pass.Edges > 0 || scored.Count == 0) return null;
        var large = scored.Count(edge => edge.Class(pass) == DeltaClass.LargeDecrease);
        var share = (double)large / scored.Count;
        return share <= holdAboveShare ? null : new PassHold(scored, string.Create(CultureInfo.InvariantCulture,
            $"{large} of {scored.Count} scored edges ({share:0.0%}) would fall by {-pass.LargeDecreaseThreshold:0.###} or more, ")
            + string.Create(CultureInfo.InvariantCulture, $"and HoldAboveShare is {holdAboveShare:0.###}"));
    }
}

/// <summary>Scores that are not to be written before a person has decided.</summary>
/// <param name="Scored">The scores.</param>
/// <param name="Reason">Why.</param>
internal sealed record PassHold(IReadOnlyCollection<ScoredEdge> Scored, string Reason);
