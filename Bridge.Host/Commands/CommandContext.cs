using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Host.Configuration;
using Bridge.Host.Servers;
using GraphQueries.Transport;
using GraphSync.Leases;
using GraphSync.Postgres;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary>What a verb runs with: the settings, both databases, and where it writes.</summary>
internal sealed class CommandContext(ParseResult parsed, CancellationToken cancellationToken)
{
    /// <summary>On every verb: one JSON object on the standard output, and nothing else there.</summary>
    public static readonly Option<bool> JsonOption = new("--json") { Description = "Print one JSON object instead of tables", Recursive = true };

    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public ParseResult Parsed => parsed;
    public CancellationToken Cancellation => cancellationToken;
    public bool Json => parsed.GetValue(JsonOption);
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Tables and sentences; silent under <c>--json</c>.</summary>
    public IAnsiConsole Out => Json ? Silent : Visible.Value;

    /// <summary>Progress and logs: the standard error.</summary>
    public IAnsiConsole Err { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>A pipe or a file has no width: tables are not to be cut there.</summary>
    private static readonly Lazy<IAnsiConsole> Visible = new(() =>
    {
        if (Console.IsOutputRedirected) AnsiConsole.Console.Profile.Width = 160;
        return AnsiConsole.Console;
    });

    private static readonly IAnsiConsole Silent = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) });

    public BridgeSettings Settings { get; } = BridgeSettings.Load(new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .Build());

    public ILoggerFactory Loggers { get; } = LoggerFactory.Create(logging => logging
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("migrate", LogLevel.Warning)
        .AddSimpleConsole(console => console.SingleLine = true)
        .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));

    /// <summary>Writes the answer under <c>--json</c>: snake_case names.</summary>
    public void WriteJson(object answer)
    {
        if (Json) Console.Out.WriteLine(JsonSerializer.Serialize(answer, JsonOptions));
    }

    public Task<BridgeContext> ConnectAsync() => BridgeConnection.OpenAsync(Settings, Time, Loggers, cancellationToken);

    /// <summary>
    /// A verb: connects to both databases, runs, disconnects. What the user can mend is one line on the standard error and exit 1.
    /// </summary>
    public static Command Verb(string name, string description, Func<CommandContext, BridgeContext, Task<int>> run, params Symbol[] symbols) =>
        LocalVerb(name, description, async shell =>
        {
            var bridge = await shell.ConnectAsync();
            await using var graph = bridge.Graph;
            await using var postgres = bridge.Postgres;
            return await run(shell, bridge);
        }, symbols);

    /// <summary>A verb that needs no database to be up.</summary>
    public static Command LocalVerb(string name, string description, Func<CommandContext, Task<int>> run, params Symbol[] symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Option option) command.Options.Add(option);
            else if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Subcommands.Add((Command)symbol);
        }
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var shell = new CommandContext(parsed, cancellationToken);
                using var loggers = shell.Loggers;
                return await run(shell);
            }
            catch (Exception e) when (IsForTheUser(e))
            {
                await Console.Error.WriteLineAsync($"{Typed(parsed.CommandResult)}: {e.Message}");
                return 1;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync($"{Typed(parsed.CommandResult)}: stopped; run it again to go on.");
                return 1;
            }
        });
        return command;
    }

    /// <summary>What the user typed to get here, such as <c>bridge credit explain</c>.</summary>
    private static string Typed(CommandResult verb) => verb.Parent is CommandResult parent ? $"{Typed(parent)} {verb.Command.Name}" : "bridge";

    /// <summary>Errors whose message alone tells the user what to do; anything else is a fault of ours and keeps its stack trace.</summary>
    private static bool IsForTheUser(Exception e) => e is BadInputException or GraphUnavailableException or GraphConnectionLostException
        or GraphException or PostgresUnavailableException or SchemaException or ServerNotFoundException or ServerStartException or LeaseLostException or Npgsql.NpgsqlException or IOException or UnauthorizedAccessException;
}
