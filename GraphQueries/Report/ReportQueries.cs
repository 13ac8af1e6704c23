using GraphQueries.Catalogue;
using GraphQueries.Rescore;

namespace GraphQueries.Report;

/// <summary>What a promotion did to its edges as a whole: <c>cypher/queries/report</c>.</summary>
internal static class ReportQueries
{
    /// <summary>What did a pass of a promotion do? One row, its lists by delta id.</summary>
    public static readonly CypherQuery<ReportDeltasParameters, ReportDeltasRow> Deltas = new("report/deltas");

    /// <summary>Does a curated edge of the same type join the endpoints of these edges? In no order.</summary>
    public static readonly CypherQuery<CuratedParameters, CuratedRow> Curated = new("report/curated");

    /// <summary>What would a promotion that is held do? One row at most.</summary>
    public static readonly CypherQuery<JobParameters, HeldReportRow> Held = new("report/held");
}

/// <summary>A page of the deltas of one of a promotion's <paramref name="Passes"/>, beyond the delta id <paramref name="After"/>.</summary>
internal sealed record ReportDeltasParameters(string Pass, IReadOnlyCollection<string> Passes, string After, int Limit);

/// <summary>What a pass did: all lists are parallel. <paramref name="LookedAt"/> counts deltas that were left out, too.</summary>
internal sealed record ReportDeltasRow(int LookedAt, string? LastId, IReadOnlyList<string> EdgeIds, IReadOnlyList<string> EdgeTypes,
    IReadOnlyList<double> OldConfidences, IReadOnlyList<double> NewConfidences, IReadOnlyList<string> Classes);

/// <summary>A report as it was made when the promotion was held, JSON text; null when it is not held.</summary>
internal sealed record HeldReportRow(string? Report);

/// <summary>Edges that are asked about.</summary>
internal sealed record CuratedParameters(IReadOnlyList<string> EdgeIds);

/// <summary>An edge, and whether a curated one stands beside it.</summary>
internal sealed record CuratedRow(string EdgeId, string EdgeType, bool IsCurated);
