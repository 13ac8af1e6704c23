using GraphQueries.EdgeTypes;
using GraphSync.Adopt;
using GraphSync.Backfill;
using GraphSync.Credit;
using GraphSync.Doctor;
using GraphSync.History;
using GraphSync.Import;
using GraphSync.Inbound;
using GraphSync.Ingest;
using GraphSync.Leases;
using GraphSync.Migration;
using GraphSync.Monitoring;
using GraphSync.Operations;
using GraphSync.Outbound;
using GraphSync.Postgres;
using GraphSync.Reconcile;
using GraphSync.Rescore;
using GraphSync.Rescore.Report;
using GraphSync.Rescore.Scoring;
using GraphSync.Review;
using GraphSync.Schedules;
using GraphSync.Sync;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace GraphSync.Composition;

/// <summary>Registers GraphProvenance.</summary>
public static class GraphProvenanceServices
{
    private static readonly char[] Separators = [',', ';'];

    /// <summary>
    /// Registers everything, as singletons: <see cref="OperationRunner"/>, <see cref="Databases"/>, the readers
    /// (<see cref="FlaggedEdges"/>, <see cref="EdgeHistory"/>, <see cref="CreditExplainer"/>, <see cref="Contributors"/>,
    /// <see cref="ScheduleRuns"/>), <see cref="BacklogMonitor"/>,
    /// <see cref="GraphClient"/> and the options. Nothing is opened before the first use. The container
    /// disposes of what it has opened, asynchronously.
    /// </summary>
    /// <param name="services">The container. A <see cref="TimeProvider"/> that is there already is the clock of every decision and
    /// stamp.</param>
    /// <param name="configuration">The section <c>Bridge</c>, the connection string <c>Postgres</c>, and <c>NEO4J_URI</c>,
    /// <c>NEO4J_USERNAME</c>, <c>NEO4J_PASSWORD</c>, <c>NEO4J_DATABASE</c>. A secret may stand in a file
    /// (<see cref="Settings.WithSecretFiles"/>).</param>
    public static IServiceCollection AddGraphProvenance(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        configuration = configuration.WithSecretFiles();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        AddOptions(services, configuration);
        AddConnections(services);
        AddOperations(services);
        return services;
    }

    /// <summary>Lets this process stand by: a job that another bridge is doing is waited for without end, and taken over within seconds
    /// when that bridge dies. For a process that runs jobs by schedules; without it a job gives up after half a minute or two.</summary>
    /// <param name="services">The container.</param>
    public static IServiceCollection StandBy(this IServiceCollection services) =>
        services.Configure<LeaseOptions>(options => options.StandsBy = true);

    private static void AddOptions(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<GraphOptions, ValidateGraphOptions>(configuration, "Bridge:Neo4j")
            .Configure(options => ReadNeo4jVariables(options, configuration));
        services.AddSettings<GraphSchemaOptions, ValidateGraphSchemaOptions>(configuration, "Bridge:Graph");
        services.AddSettings<RescoreOptions, ValidateRescoreOptions>(configuration, "Bridge:Rescore");
        services.AddSettings<ScorerOptions, ValidateScorerOptions>(configuration, "Bridge:Rescore").Configure(options =>
        {
            if (configuration["Bridge:Rescore:ScorerRoots"] is { } roots)
                options.ScorerRoots = Split(roots, [.. Separators, Path.PathSeparator]);
            if (configuration["Bridge:Rescore:ScorerHosts"] is { } hosts) options.ScorerHosts = Split(hosts, Separators);
            if (configuration["Bridge:Rescore:ScorerWrapper"] is { } wrapper) options.ScorerWrapper = CommandLine.Split(wrapper);
            options.ScorerTokens = ScorerTokens.Read(configuration.GetSection("Bridge:Rescore:ScorerTokens"));
            options.HiddenFiles = HiddenFiles.Of(Settings.SecretFilesOf(configuration)!.Paths.Append(configuration["PGPASSFILE"]));
        });
        services.AddSettings<CreditOptions, ValidateCreditOptions>(configuration, "Bridge:Credit");
        services.AddSettings<IngestOptions, ValidateIngestOptions>(configuration, "Bridge:Ingest");
        services.AddSettings<LogOptions, ValidateLogOptions>(configuration, "Bridge:Logs");
        services.AddOptions<LeaseOptions>();
        services.AddOptions<PostgresOptions>().Bind(configuration.GetSection("Bridge:Postgres"))
            .Configure(options => options.ConnectionString = configuration.GetConnectionString("Postgres") ?? "");
        services.AddSingleton(s => new PostgresLogin(s.Options<PostgresOptions>().ConnectionString,
            () => PostgresPassword(configuration, s.Options<PostgresOptions>()), s.GetRequiredService<TimeProvider>()));
    }

    private static void AddConnections(IServiceCollection services)
    {
        services.AddSingleton(s => new ServerLogin(s.Options<GraphOptions>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s =>
            Graph.Open(s.Options<GraphOptions>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ServerLogin>()));
        services.AddSingleton(s => new GraphClient(s.GetRequiredService<IGraph>(), s.Options<GraphSchemaOptions>().Endpoints()));
        services.AddSingleton(s => new EdgeTypeRegistry(s.GetRequiredService<GraphClient>(), s.Options<GraphSchemaOptions>().MaxEdgeTypes));
        services.AddSingleton(s => PostgresConnection.Create(s.GetRequiredService<PostgresLogin>()));
        services.AddSingleton(s => new LeaseKeeper(s.GetRequiredService<PostgresLogin>(), s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<LeaseKeeper>>(), s.Options<LeaseOptions>()));
        services.AddSingleton<FenceKeeper>();
        services.AddSingleton(s => new Databases(s.GetRequiredService<GraphClient>(), s.GetRequiredService<EdgeTypeRegistry>(),
            s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<IOptions<GraphOptions>>()));
        services.AddSingleton(s => new EventNotifications(s.GetRequiredService<PostgresLogin>()));
        services.AddSingleton<PromotionIntake>().AddSingleton<InboxDrain>().AddSingleton<InboxPreview>();
        services.AddSingleton<Mirror>().AddSingleton<RejectedRows>();
    }

    private static void AddOperations(IServiceCollection services)
    {
        services.AddSingleton(s => new OperationRunner(s));
        services.AddSingleton<NodeIngest>().AddSingleton<EdgeIngest>().AddSingleton<RescoreJournal>();
        services.AddSingleton<IOperation<AdoptReport>, AdoptOperation>();
        services.AddSingleton<IOperation<BackfillReport>, BackfillOperation>();
        services.AddSingleton<IOperation<CreditReport>, CreditOperation>();
        AddDoctor(services);
        services.AddSingleton<IOperation<ImportReport>, ImportOperation>();
        services.AddSingleton<IOperation<IngestReport>, IngestOperation>();
        services.AddSingleton<IOperation<MigrateReport>, MigrateOperation>();
        services.AddSingleton<IOperation<ReconcileReport>, ReconcileOperation>();
        services.AddSingleton<IOperation<ReleaseReport>, ReleaseOperation>();
        services.AddSingleton<IOperation<RescoreReport>, RescoreOperation>();
        services.AddSingleton<IOperation<RevertReport>, RevertOperation>();
        services.AddSingleton<IOperation<ReverseReport>, ReverseOperation>();
        services.AddSingleton<IOperation<ReviewReport>, ReviewOperation>();
        services.AddSingleton<IOperation<UndoReport>, UndoOperation>();
        services.AddSingleton<IOperation<SyncReport>, SyncOperation>();
        services.AddSingleton<FlaggedEdges>().AddSingleton<WaitingEdges>().AddSingleton<ReviewExport>().AddSingleton<SenateVotes>();
        services.AddSingleton<EdgeHistory>().AddSingleton<MirroredEdges>();
        services.AddSingleton<CreditExplainer>().AddSingleton<Contributors>().AddSingleton<PromotionReports>();
        services.AddSingleton<ScheduleRuns>().AddSingleton<RowsThatWait>().AddSingleton<BacklogReader>();
        services.AddSingleton(s => new AttributionMonitor(s.GetRequiredService<GraphClient>(), s.GetRequiredService<EdgeTypeRegistry>(),
            s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<AttributionMonitor>>()));
        services.AddSingleton(s => new BacklogMonitor(s.GetRequiredService<BacklogReader>(), s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<BacklogMonitor>>()));
    }

    private static void AddDoctor(IServiceCollection services)
    {
        services.AddSingleton<PostgresReader>().AddSingleton<ServerChecks>().AddSingleton<SchemaChecks>().AddSingleton<EdgeChecks>();
        services.AddSingleton<MirrorChecks>().AddSingleton<JobChecks>().AddSingleton<BookChecks>();
        services.AddSingleton<IOperation<DoctorReport>>(s =>
            ActivatorUtilities.CreateInstance<DoctorOperation>(s, (Func<Exception, string?>)s.GetRequiredService<Databases>().Explain));
    }

    private static void ReadNeo4jVariables(GraphOptions options, IConfiguration configuration)
    {
        if (configuration["NEO4J_URI"] is { } text)
        {
            options.Uri = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri
                : throw new BadInputException($"{Settings.Named("NEO4J_URI", Redaction.Uri(text))} is not a URI: "
                    + "use one such as http://localhost:7474.");
        }
        var (user, password) = TakeCredentials(options);
        options.Username = configuration["NEO4J_USERNAME"] ?? user ?? options.Username;
        var bound = password ?? options.Password;
        options.ReadPassword = () => configuration["NEO4J_PASSWORD"] ?? bound;
        options.Password = options.ReadPassword();
        if (configuration["NEO4J_DATABASE"] is { Length: > 0 } database) options.Database = database;
    }

    private static string? PostgresPassword(IConfiguration configuration, PostgresOptions options)
    {
        var text = configuration.GetConnectionString("Postgres") is { Length: > 0 } present ? present : options.ConnectionString;
        return PostgresConnection.Parse(text).Password ?? configuration["PGPASSWORD"];
    }

    /// <summary>Takes user and password out of the URI, which messages show.</summary>
    private static (string? User, string? Password) TakeCredentials(GraphOptions options)
    {
        if (options.Uri.UserInfo.Length == 0) return default;
        string?[] parts = [.. options.Uri.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString), null];
        options.Uri = new UriBuilder(options.Uri) { UserName = "", Password = "" }.Uri;
        return (parts[0], parts[1]);
    }

    private static string[] Split(string text, char[] separators) =>
        text.Split(separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static T Options<T>(this IServiceProvider services) where T : class => services.GetRequiredService<IOptions<T>>().Value;
}
