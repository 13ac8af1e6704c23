using System.CommandLine;
using System.CommandLine.Parsing;
using Bridge.Host.Faults;
using GraphSync.Composition;
using GraphSync.Operations;

namespace Bridge.Host.CommandLine;

/// <summary>Makes verbs. What the user can mend is one line on the standard error and exit 1.</summary>
internal static class Verb
{
    /// <summary>A verb: checks the settings, connects to both databases, runs, disconnects.</summary>
    public static Command Create(string name, string description, Func<CommandContext, Task<int>> run, params Symbol[] symbols) =>
        Local(name, description, async context =>
        {
            context.Services.ValidateSettings();
            await context.Get<Databases>().ConnectAsync(context.Cancellation);
            return await run(context);
        }, symbols);

    /// <summary>A verb that needs no database to be up.</summary>
    public static Command Local(string name, string description, Func<CommandContext, Task<int>> run, params Symbol[] symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Option option) command.Options.Add(option);
            else if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Subcommands.Add((Command)symbol);
        }
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, run, cancellationToken));
        return command;
    }

    /// <summary>The exit code that says how an operation, and the mirroring behind it, ended.</summary>
    public static int ExitCode(OperationReport report) =>
        report.Outcome == OperationOutcome.Done && report.Mirrored is not { Rejected: > 0 } ? 0 : 1;

    private static async Task<int> RunAsync(ParseResult parsed, Func<CommandContext, Task<int>> run, CancellationToken cancellationToken)
    {
        await using var context = new CommandContext(parsed, cancellationToken);
        try
        {
            return await run(context);
        }
        catch (Exception e) when (Explanation.Of(e, context.Get<Databases>) is { } line)
        {
            context.Errors.Write($"{Typed(parsed.CommandResult)}: {line}");
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            context.Errors.Write($"{Typed(parsed.CommandResult)}: stopped; run it again to go on.");
            return 1;
        }
        catch (Exception e) when (context.Errors.IsJson)
        {
            context.Errors.Write($"{Typed(parsed.CommandResult)}: {e.Message}", e);
            return 1;
        }
    }

    /// <summary>What the user typed to get here, such as <c>bridge credit explain</c>.</summary>
    private static string Typed(CommandResult verb) =>
        verb.Parent is CommandResult parent ? $"{Typed(parent)} {verb.Command.Name}" : "bridge";
}
