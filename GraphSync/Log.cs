using GraphSync.Migration;
using GraphSync.Operations;
using Microsoft.Extensions.Logging;

namespace GraphSync;

/// <summary>Everything that this library logs. A room has a block of a hundred event ids.</summary>
internal static partial class Log
{
    // 1000: leases
    [LoggerMessage(1000, LogLevel.Warning, "{Reason}")]
    public static partial void LeaseLost(this ILogger log, string reason);

    [LoggerMessage(1001, LogLevel.Debug, "The lease on {Job} was gone before it was given back")]
    public static partial void LeaseGone(this ILogger log, Exception e, string job);

    [LoggerMessage(1002, LogLevel.Warning, "The holder of the lease on {Job} showed no sign of life for {Stale}; its session was ended")]
    public static partial void HolderEvicted(this ILogger log, string job, TimeSpan stale);

    [LoggerMessage(1003, LogLevel.Warning, "The holder of the lease on {Job} hangs, and this role may not end its session: {Remedy}")]
    public static partial void HolderNotEvicted(this ILogger log, string job, string remedy);

    [LoggerMessage(1004, LogLevel.Debug, "The lease on {Job}: epoch {Epoch}, run {Run}, after {PreviousRun}")]
    public static partial void LeaseClaimed(this ILogger log, string job, long epoch, string run, string? previousRun);

    [LoggerMessage(1005, LogLevel.Warning, "{Count} transactions that the lost lease on {Job} had left open were ended")]
    public static partial void BlockersEnded(this ILogger log, long count, string job);

    [LoggerMessage(1006, LogLevel.Warning, "A transaction of the lost lease on {Job} hangs, and this role may not end it: {Remedy}")]
    public static partial void BlockersNotEnded(this ILogger log, string job, string remedy);

    // 1100: inbound
    [LoggerMessage(1100, LogLevel.Warning, "{Rows} rows cannot be carried into the graph and were put aside; bridge_inbox_rejects "
        + "says why")]
    public static partial void RowsPutAside(this ILogger log, int rows);

    // 1200: outbound
    [LoggerMessage(1200, LogLevel.Warning, "{Gone} edges in the outbox are gone from the graph; their rows in kg_edges stay")]
    public static partial void EdgesGone(this ILogger log, int gone);

    [LoggerMessage(1201, LogLevel.Warning, "PostgreSQL refused {Rejected} rows; mirror_rejects says why")]
    public static partial void RowsRejected(this ILogger log, int rejected);

    [LoggerMessage(1202, LogLevel.Debug, "Nothing is mirrored until the work is done: {Reason}")]
    public static partial void MirrorsLater(this ILogger log, string reason);

    // 1300: rescore
    [LoggerMessage(1300, LogLevel.Error, "Pass {Pass} failed: {Reason}")]
    public static partial void PassFailed(this ILogger log, string pass, string reason);

    [LoggerMessage(1301, LogLevel.Error, "{File} cannot be written ({Reason}): set Bridge__Logs__Directory. The line: {Line}")]
    public static partial void JournalNotWritten(this ILogger log, string file, string reason, string line);

    [LoggerMessage(1302, LogLevel.Warning, "Pass {Pass} is stamped {StartedAt:u}, which lies ahead of now: the clock of the machine that "
        + "ran it was wrong. It counts as begun now")]
    public static partial void PassStartDoubted(this ILogger log, string pass, DateTimeOffset startedAt);

    [LoggerMessage(1303, LogLevel.Warning, "Promotion {Promotion} is held: {Reason}. `rescore --release` lets it pass")]
    public static partial void PromotionHeld(this ILogger log, string promotion, string reason);

    // 1400: migration
    [LoggerMessage(1400, LogLevel.Debug, "PostgreSQL schema {Schema}: {Scripts} scripts applied, {Columns} columns added, "
        + "{SchemaObjects} functions, triggers and indexes made, {Enqueued} rows enqueued")]
    public static partial void Migrated(this ILogger log, string schema, int scripts, int columns, int schemaObjects, long enqueued);

    [LoggerMessage(1401, LogLevel.Warning, "Foreign key {Name} of {Table} may refuse rows that the bridge writes: {Definition}")]
    public static partial void ForeignKeyInTheWay(this ILogger log, string name, string table, string definition);

    [LoggerMessage(1402, LogLevel.Warning, "The inbox's trigger functions run as {Owner}, since the role {Writer}, which may do nothing "
        + "but add to the inbox, is not there or may not be used: {Remedy}")]
    public static partial void InboxWriterMissing(this ILogger log, string owner, string writer, string remedy);

    [LoggerMessage(1403, LogLevel.Warning, "The role that runs the bridge could change the books: {Excess}. Take that away from it")]
    public static partial void RunnerMayChangeBooks(this ILogger log, string excess);

    [LoggerMessage(1404, LogLevel.Warning, "{Relation} has no guard against TRUNCATE yet, and this role may not make it: run migrate as "
        + "the role that owns it")]
    public static partial void PartitionUnguarded(this ILogger log, string relation);

    // 1500: operations
    [LoggerMessage(1500, LogLevel.Information, "{Operation}: {Summary} ({Seconds:0.0} s)")]
    public static partial void Ended(this ILogger log, string operation, string summary, double seconds);

    [LoggerMessage(1501, LogLevel.Error, "{Operation} failed: {Summary} ({Seconds:0.0} s)")]
    public static partial void Failed(this ILogger log, string operation, string summary, double seconds);

    // 1600: credit
    [LoggerMessage(1600, LogLevel.Warning, "Event {Event} could not be settled and waits: {Reason}")]
    public static partial void EventFailed(this ILogger log, Exception e, string @event, string reason);

    // 1700: monitoring
    [LoggerMessage(1700, LogLevel.Debug, "What waits in {Database} could not be read for the metrics")]
    public static partial void BacklogUnread(this ILogger log, Exception e, string database);

    [LoggerMessage(1701, LogLevel.Debug, "How edges are attributed could not be counted")]
    public static partial void AttributionNotCounted(this ILogger log, Exception e);
}
