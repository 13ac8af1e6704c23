using GraphSync;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Bridge.Host.Hosting;

/// <summary>Where metrics and traces go.</summary>
internal static class OpenTelemetrySetup
{
    private const string Prefix = "OTEL_";
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceName = "OTEL_SERVICE_NAME";
    private const string Events = "OTEL_SPAN_EVENT_COUNT_LIMIT";

    /// <summary>.NET's own source, which an HttpClient tells of its requests.</summary>
    private const string HttpClientSource = "System.Net.Http";

    /// <summary>Metrics for <c>/metrics</c>; metrics and traces for a collector, where OpenTelemetry's own settings name one.</summary>
    public static void Add(WebApplicationBuilder builder, IConfiguration settings)
    {
        // Events are others' messages and stack traces, which may hold what they were working on.
        builder.Configuration.AddInMemoryCollection([new(Events, "0")]);
        builder.Configuration.AddInMemoryCollection(settings.GetChildren()
            .Where(setting => setting.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(builder.Configuration[ServiceName] ?? "graphprovenance"))
            .WithMetrics(metrics => metrics.AddMeter(Telemetry.Name).AddPrometheusExporter());
        if (string.IsNullOrEmpty(builder.Configuration[Endpoint])) return;
        telemetry.WithMetrics(metrics => metrics.AddOtlpExporter()).WithTracing(tracing => tracing
            .AddSource(Telemetry.Name, HttpClientSource).AddNpgsql()
            .SetSampler(new ParentBasedSampler(new JobSampler()))
            .AddProcessor(new SpanTags())
            .AddOtlpExporter());
    }
}
