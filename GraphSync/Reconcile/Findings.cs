namespace GraphSync.Reconcile;

/// <summary>The differences found so far: all are counted, the first are kept.</summary>
internal sealed class Findings(bool dryRun)
{
    private readonly Dictionary<string, long> _kinds = DifferenceKind.All.ToDictionary(kind => kind, _ => 0L);
    private readonly List<EdgeDifference> _listed = [];
    private long _repaired;
    private long _left;

    public void Add(EdgeDifference difference)
    {
        _kinds[difference.Kind]++;
        if (difference.Repaired) _repaired++;
        else _left++;
        if (_listed.Count < ReconcileReport.MostListed) _listed.Add(difference);
    }

    public ReconcileReport Report(long edges, long rows) => new()
    {
        Status = _left > 0 ? ReconcileStatus.Different : _repaired > 0 ? ReconcileStatus.Repaired : ReconcileStatus.Equal,
        Edges = edges,
        Rows = rows,
        Kinds = _kinds,
        Repaired = _repaired,
        Left = _left,
        DryRun = dryRun,
        Differences = _listed,
    };
}
