using Bridge.Host.Pages;
using GraphSync.Composition;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;

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
        OpenTelemetrySetup.Add(builder, configuration);
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
        services.AddSingleton<EventListener>().AddSingleton<OutboxWatch>().AddSingleton<DoctorRounds>();
        services.AddSingleton<ScheduleGauges>().AddSingleton<Daemon>();
        services.AddSingleton(s => ScheduledJobs.Expected(s.GetRequiredService<IReadOnlyList<ScheduledJob>>()));
        services.AddSingleton<ILastDoctorReport>(s => s.GetRequiredService<DoctorRounds>()).AddSingleton<OverviewSources>();
        services.AddSingleton<PageReader>().AddSingleton<PageGate>().AddSingleton<PagePlans>();
        services.AddHostedService(s => s.GetRequiredService<Daemon>());
    }
}
