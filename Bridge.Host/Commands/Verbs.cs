using System.CommandLine;
using Bridge.Host.CommandLine;

namespace Bridge.Host.Commands;

/// <summary>Every verb of the command line, one file each.</summary>
internal static class Verbs
{
    private const string Purpose =
        "Keeps model-derived edges of a Neo4j graph attributed, rescored, credited and mirrored into PostgreSQL.";

    /// <summary>Runs what was typed.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(args);
        // System.CommandLine exits 1 on a parse error; wrong usage is 2 here.
        if (parsed.Errors.Count > 0) return await RefuseAsync(parsed) == 0 ? 0 : 2;
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
    }

    /// <summary>All that can be typed.</summary>
    internal static RootCommand Root()
    {
        var root = new RootCommand(Purpose) { CommandContext.JsonOption, CommandContext.LogFormatOption };
        foreach (var verb in All()) root.Subcommands.Add(verb);
        return root;
    }

    /// <summary>What was typed may hold the format in which it is to be refused.</summary>
    private static Task<int> RefuseAsync(ParseResult parsed)
    {
        var format = parsed.GetResult(CommandContext.LogFormatOption)?.Tokens.SingleOrDefault()?.Value;
        var errors = new StandardError(format);
        if (!errors.IsJson) return parsed.InvokeAsync();
        foreach (var error in parsed.Errors) errors.Write($"bridge: {error.Message}");
        return Task.FromResult(1);
    }

    private static IEnumerable<Command> All() =>
    [
        AdoptCommand.Create(),
        BackfillCommand.Create(),
        CreditCommand.Create(),
        CypherCommand.Create(),
        DemoCommand.Create(),
        DoctorCommand.Create(),
        HistoryCommand.Create(),
        ImportKgEdgesCommand.Create(),
        IngestCommand.Create(),
        MigrateCommand.Create(),
        ReconcileCommand.Create(),
        RescoreCommand.Create(),
        ReviewCommand.Create(),
        RunCommand.Create(),
        SnapshotCommand.Create(),
        SyncCommand.Create(),
    ];
}
