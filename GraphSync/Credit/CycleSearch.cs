namespace GraphSync.Credit;

/// <summary>Finds a cycle in a directed graph, however deep.</summary>
internal static class CycleSearch
{
    /// <summary>Looks from every node in turn.</summary>
    /// <param name="targets">Per node, where its relationships lead.</param>
    /// <returns>The nodes of one cycle in order, without the first again at the end; null when there is none.</returns>
    public static IReadOnlyList<int>? Find(IReadOnlyList<IReadOnlyList<int>> targets)
    {
        var finished = new bool[targets.Count];
        var depths = new int[targets.Count];
        Array.Fill(depths, -1);
        List<(int Node, int Next)> path = [];
        for (var start = 0; start < targets.Count; start++)
        {
            if (finished[start]) continue;
            Enter(start);
            while (path.Count > 0)
            {
                var (node, next) = path[^1];
                if (next == targets[node].Count)
                {
                    finished[node] = true;
                    depths[node] = -1;
                    path.RemoveAt(path.Count - 1);
                    continue;
                }
                path[^1] = (node, next + 1);
                var target = targets[node][next];
                if (depths[target] >= 0) return [.. path.Skip(depths[target]).Select(p => p.Node)];
                if (!finished[target]) Enter(target);
            }
        }
        return null;

        void Enter(int node)
        {
            depths[node] = path.Count;
            path.Add((node, 0));
        }
    }
}
