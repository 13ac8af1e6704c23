using System.CommandLine;

namespace Bridge.Host.Commands;

/// <summary>Every verb of the command line, one file each.</summary>
internal static class Verbs
{
    public static IEnumerable<Command> All() =>
    [
        CreditCommand.Create(),
        IngestCommand.Create(),
        HistoryCommand.Create(),
        MigrateCommand.Create(),
        RescoreCommand.Create(),
        ReviewCommand.Create(),
        SyncCommand.Create(),
    ];
}
