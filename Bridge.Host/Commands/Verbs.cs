using System.CommandLine;

namespace Bridge.Host.Commands;

/// <summary>Every verb of the command line, one file each.</summary>
internal static class Verbs
{
    public static IEnumerable<Command> All() =>
    [
        AdoptCommand.Create(),
        BackfillCommand.Create(),
        CreditCommand.Create(),
        CypherCommand.Create(),
        DemoCommand.Create(),
        HistoryCommand.Create(),
        ImportKgEdgesCommand.Create(),
        IngestCommand.Create(),
        MigrateCommand.Create(),
        RescoreCommand.Create(),
        ReviewCommand.Create(),
        RunCommand.Create(),
        SnapshotCommand.Create(),
        SyncCommand.Create(),
    ];
}
