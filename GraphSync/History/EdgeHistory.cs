using GraphQueries.EdgeTypes;
using GraphQueries.History;
using GraphSync.Edges;
using GraphSync.Postgres;

namespace GraphSync.History;

/// <summary>Tells what the graph believed of an edge when, under which version. Reads only.</summary>
public sealed class EdgeHistory(GraphClient graph)
{
    /// <summary>The whole history, the first belief first.</summary>
    /// <exception cref="BadInputException">No edge has that id, or two types have it.</exception>
    public async Task<EdgeBeliefs> ReadAsync(string edgeId, CancellationToken cancellationToken) =>
        await FindAsync(edgeId, cancellationToken).ConfigureAwait(false)
            ?? throw new BadInputException($"No edge of a registered type has the id '{edgeId}': `adopt` registers types.");

    /// <summary>The whole history, the first belief first; null when no edge has that id.</summary>
    /// <exception cref="BadInputException">Two types have it.</exception>
    public async Task<EdgeBeliefs?> FindAsync(string edgeId, CancellationToken cancellationToken)
    {
        var types = await graph.SizeTypesAsync(cancellationToken).ConfigureAwait(false);
        var states = await graph.ReadAsync(HistoryQueries.Edge, types, new HistoryParameters(edgeId), cancellationToken)
            .ConfigureAwait(false);
        if (states.Count == 0) return null;
        if (states.Count > 1) throw DuplicateEdgeId.Refusal(edgeId, states[0].EdgeType, states[1].EdgeType);
        var state = states[0];
        var deltas = await graph.ReadAsync(HistoryQueries.Deltas, new EdgeDeltasParameters([edgeId]), cancellationToken)
            .ConfigureAwait(false);
        var timeline = new EdgeTimeline(state.CreatedAt, state.Confidence, state.SourceArtifactId, state.RescoredByArtifactId is not null,
            deltas);
        return new EdgeBeliefs(edgeId, state, timeline.Beliefs);
    }
}
