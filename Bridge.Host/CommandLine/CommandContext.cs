using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using GraphSync.Composition;
using GraphSync.Operations;
using GraphSync.Outbound;
using GraphSync.Postgres;
using Spectre.Console;

namespace Bridge.Host.CommandLine;

/// <summary>What a verb runs with: its arguments, the settings, GraphProvenance, and where it writes.</summary>
internal sealed class CommandContext : IAsyncDisposable
{
    /// <summary>On every verb: one JSON object on the standard output, and nothing else there.</summary>
    public static readonly Option<bool> JsonOption =
        new("--json") { Description = "Print one JSON object instead of tables", Recursive = true };

    /// <summary>On every verb: how the standard error is written.</summary>
    public static readonly Option<string> LogFormatOption = new Option<string>("--log-format")
    {
        Description = "Write the standard error as lines of text, or as one JSON object a line",
        HelpName = $"{StandardError.Text}|{StandardError.Json}",
        Recursive = true,
        DefaultValueFactory = _ => StandardError.Text,
    }.AcceptOnlyFromAmong(StandardError.Text, StandardError.Json);

    /// <summary>How every answer is written as JSON: snake_case names.</summary>
    public static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly IAnsiConsole Silent =
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) });

    private readonly Lazy<IConfiguration> _configuration = new(ReadSettings);
    private readonly Lazy<ServiceProvider> _services;
    private MirrorReport? _mirrored;

    public CommandContext(ParseResult parsed, CancellationToken cancellationToken)
    {
        (Parsed, Cancellation) = (parsed, cancellationToken);
        Errors = new StandardError(parsed.GetValue(LogFormatOption));
        _services = new(BuildServices);
    }

    public ParseResult Parsed { get; }

    public CancellationToken Cancellation { get; }

    public bool Json => Parsed.GetValue(JsonOption);

    /// <summary>The standard error.</summary>
    public StandardError Errors { get; }

    /// <summary>Tables and sentences; silent under <c>--json</c>.</summary>
    public IAnsiConsole Out => Json ? Silent : Terminal.Out;

    /// <summary>appsettings.json beside the program, then in the current directory, then the environment.</summary>
    /// <exception cref="BadInputException">A file is not JSON.</exception>
    public IConfiguration Configuration => _configuration.Value;

    /// <summary>GraphProvenance, on the databases that the settings name.</summary>
    public IServiceProvider Services => _services.Value;

    /// <summary>Runs a job.</summary>
    public async Task<TReport> RunAsync<TReport>(OperationRequest<TReport> request) where TReport : OperationReport
    {
        var report = await Get<OperationRunner>().RunAsync(request, Cancellation);
        _mirrored = report.Mirrored;
        return report;
    }

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Writes the answer under <c>--json</c>: snake_case names. What was mirrored behind a job is part of it.</summary>
    public void WriteJson(object answer)
    {
        if (!Json) return;
        var node = JsonSerializer.SerializeToNode(answer, JsonOptions)!;
        if (_mirrored is not null && node is JsonObject json)
            json.TryAdd("mirrored", JsonSerializer.SerializeToNode(_mirrored, JsonOptions));
        Console.Out.WriteLine(node.ToJsonString(JsonOptions));
    }

    public ValueTask DisposeAsync() => _services.IsValueCreated ? _services.Value.DisposeAsync() : ValueTask.CompletedTask;

    private static IConfiguration ReadSettings()
    {
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
                .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
                .AddEnvironmentVariables()
                .Build();
        }
        catch (InvalidDataException e)
        {
            throw new BadInputException($"{e.Message.TrimEnd('.')} ({e.GetBaseException().Message.TrimEnd('.')}): correct its JSON.");
        }
    }

    // A verb tells by itself what it has done: the log is for what is not as it should be.
    private ServiceProvider BuildServices() => new ServiceCollection()
        .AddLogging(logging => Errors.Log(logging.SetMinimumLevel(LogLevel.Warning)))
        .AddGraphProvenance(Configuration)
        .BuildServiceProvider();
}
