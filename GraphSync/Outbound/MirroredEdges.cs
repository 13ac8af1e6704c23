using GraphQueries.History;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Outbound;

/// <summary>How edges' rows in PostgreSQL stand to them. Reads only.</summary>
public sealed class MirroredEdges(NpgsqlDataSource postgres)
{
    /// <summary>How the row of one edge stands to its present state.</summary>
    public async Task<MirrorState> OfAsync(string edgeId, EdgeStateRow state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!MirrorItem.IsHeldByPostgres(edgeId)) return new MirrorState(MirrorAgreement.Missing, null, "PostgreSQL cannot hold its id");
        var row = (await postgres.ReadAsync<Row>("Outbound/mirrored-edge.sql", new { id = edgeId }, cancellationToken)
            .ConfigureAwait(false))[0];
        var agrees = row.Relation == state.EdgeType && row.Confidence == state.Confidence
            && row.SourceArtifactId == state.SourceArtifactId && row.RescoredByArtifactId == state.RescoredByArtifactId
            && row.SenateReviewFlag == state.SenateReviewFlag;
        DateTimeOffset? updated = row.UpdatedAt is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : null;
        var agreement = row.Relation is null ? MirrorAgreement.Missing : agrees ? MirrorAgreement.Agrees : MirrorAgreement.Differs;
        return new MirrorState(agreement, updated, row.Reason);
    }

    private sealed record Row(string? Relation, double? Confidence, string? SourceArtifactId, string? RescoredByArtifactId,
        bool? SenateReviewFlag, DateTime? UpdatedAt, string? Reason);
}

/// <summary>How an edge's row in PostgreSQL stands to the edge.</summary>
public enum MirrorAgreement
{
    /// <summary>There is no row.</summary>
    Missing,

    /// <summary>It says something else: the change waits, or was put aside.</summary>
    Differs,

    /// <summary>It says the same.</summary>
    Agrees,
}

/// <summary>An edge's row in PostgreSQL.</summary>
/// <param name="Agreement">How it stands to the edge.</param>
/// <param name="UpdatedAt">When it was last written; null when there is none.</param>
/// <param name="Reason">Why a state of the edge was put aside; null when none was.</param>
public sealed record MirrorState(MirrorAgreement Agreement, DateTimeOffset? UpdatedAt, string? Reason);
