using Bridge.Host.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Bridge.Host.Hosting;

/// <summary>The daemon and its pages as one web application.</summary>
internal static class BridgeServer
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(25);

    /// <summary>Builds it; nothing listens and nothing runs before it is started.</summary>
    /// <exception cref="BadInputException">A schedule or an address cannot be used.</exception>
    public static WebApplication Build(BridgeSettings settings, IReadOnlyDictionary<string, JobWork> jobs, TimeProvider time, ILoggerFactory loggers)
    {
        var urls = Access.Urls(settings.Http);
        var scheduled = Jobs.Scheduled(settings, jobs, time.GetUtcNow());
        // The empty builder takes no settings from ASPNETCORE_ variables or files: only those of the bridge count.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(urls).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddRoutingCore().Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        builder.Services.Replace(ServiceDescriptor.Singleton(loggers));
        builder.Services.AddSingleton(_ => new BridgeConnector(settings, time, loggers));
        builder.Services.AddSingleton<JobMetrics>().AddSingleton(scheduled).AddSingleton<Daemon>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Daemon>());
        AddTelemetry(builder.Services);
        var app = builder.Build();
        app.Use(next => http => Routes.SetHeadersAsync(http, next));
        app.Use(next => http => new Access(settings.Http).InvokeAsync(http, next));
        app.UseRouting();
        Routes.Map(app, app.Services.GetRequiredService<BridgeConnector>());
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    private static void AddTelemetry(IServiceCollection services)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("graphprovenance"))
            .WithMetrics(metrics => metrics.AddMeter(JobMetrics.Name).AddPrometheusExporter());
        // The exporter's own variables (OTEL_EXPORTER_OTLP_…) say where to; without an address nothing is sent.
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT"))) return;
        telemetry.WithMetrics(metrics => metrics.AddOtlpExporter())
            .WithTracing(tracing => tracing.AddSource(JobMetrics.Name).AddNpgsql().AddOtlpExporter());
    }
}
