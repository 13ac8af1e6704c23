using GraphQueries.Rescore;
using GraphSync.Schedules;

namespace GraphSync.Monitoring;

/// <summary>What waits in the graph.</summary>
/// <param name="OutboxEntries">Entries that are to be mirrored.</param>
/// <param name="OutboxAge">The oldest one's age in seconds when this was read; null for none.</param>
/// <param name="Jobs">Promotions that are not done, by status.</param>
/// <param name="Flagged">Edges that wait for review.</param>
internal sealed record GraphBacklog(long OutboxEntries, double? OutboxAge, IReadOnlyList<(BacklogRow Row, double? Age)> Jobs, long Flagged);

/// <summary>What waits in PostgreSQL, and when its jobs ran.</summary>
internal sealed record PostgresBacklog(WaitingRows Waiting, IReadOnlyList<ScheduleRun> Schedules);
