using Bridge.Host.Pages;
using GraphSync.Composition;
using GraphSync.Operations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Bridge.Host.Hosting;

/// <summary>The daemon and its pages as one web application.</summary>
internal static class BridgeServer
{
    // In ten seconds it has to have ended.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(8);

    /// <summary>Builds it; nothing listens and nothing runs before it is started.</summary>
    /// <param name="configuration">The bridge's settings.</param>
    /// <param name="configure">Adds to the container, or replaces what is in it; it comes last.</param>
    /// <exception cref="BadInputException">A setting cannot be used; the message names it.</exception>
    public static WebApplication Build(IConfiguration configuration, Action<IServiceCollection> configure)
    {
        configuration = configuration.WithSecretFiles();
        // The empty builder takes no settings from ASPNETCORE_ variables or files: only those of the bridge count.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        AddServices(builder.Services, configuration);
        AddTelemetry(builder.Services);
        configure(builder.Services);
        var app = builder.Build();
        app.Services.ValidateSettings();
        // What no range can say of a setting is found here, before anything starts.
        foreach (var url in app.Services.GetRequiredService<IOptions<HttpOptions>>().Value.Addresses()) app.Urls.Add(url);
        app.Services.GetRequiredService<IReadOnlyList<ScheduledJob>>();
        app.Use(next => http => Routes.SetHeadersAsync(http, next));
        app.Use(next => http => ErrorAnswer.HandleAsync(http, next));
        app.UseHostFiltering().UseAuthentication().UseRouting().UseAuthorization().UseOutputCache();
        Routes.Map(app);
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    private static void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddGraphProvenance(configuration).StandBy();
        services.AddSettings<HttpOptions, ValidateHttpOptions>(configuration, HttpOptions.Section);
        services.AddSettings<ScheduleOptions, ValidateScheduleOptions>(configuration, ScheduleOptions.Section);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeout);
        services.AddOptions<HostFilteringOptions>()
            .Configure<IOptions<HttpOptions>>((hosts, http) => hosts.AllowedHosts = http.Value.AllowedHosts());
        services.AddHostFiltering(_ => { }).AddRouting().AddOutputCache(PageCache.Configure).AddRazorComponents();
        services.AddAuthentication(ApiKeyHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddSingleton(s => ScheduledJobs.Of(s.GetRequiredService<IOptions<ScheduleOptions>>().Value,
            s.GetRequiredService<TimeProvider>().GetUtcNow()));
        services.AddSingleton(new ApiKey(configuration)).AddSingleton<BridgeConnector>();
        services.AddSingleton<EventListener>().AddSingleton<OutboxWatch>().AddSingleton<DoctorRounds>().AddSingleton<Daemon>();
        services.AddSingleton<PageReader>().AddSingleton<PageGate>().AddSingleton<PagePlans>();
        services.AddHostedService(s => s.GetRequiredService<Daemon>());
    }

    private static void AddTelemetry(IServiceCollection services)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("graphprovenance"))
            .WithMetrics(metrics => metrics.AddMeter(OperationTelemetry.Name).AddPrometheusExporter());
        // The exporter's own variables (OTEL_EXPORTER_OTLP_…) say where to; without an address nothing is sent.
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT"))) return;
        telemetry.WithMetrics(metrics => metrics.AddOtlpExporter())
            .WithTracing(tracing => tracing.AddSource(OperationTelemetry.Name).AddNpgsql().AddOtlpExporter());
    }
}
