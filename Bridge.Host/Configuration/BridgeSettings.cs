using System.ComponentModel.DataAnnotations;

namespace Bridge.Host.Configuration;

/// <summary>All settings, as appsettings.json, the environment (<c>Bridge__Rescore__WindowHours</c>) and options give them.</summary>
internal sealed class BridgeSettings
{
    public Neo4jSettings Neo4j { get; init; } = new();
    public RescoreSettings Rescore { get; init; } = new();
    public GraphSettings Graph { get; init; } = new();
    public LogSettings Logs { get; init; } = new();
    public CreditSettings Credit { get; init; } = new();
    public HttpSettings Http { get; init; } = new();
    public ScheduleSettings Schedules { get; init; } = new();

    /// <summary>The connection string; never logged.</summary>
    public string Postgres { get; set; } = "";

    public static BridgeSettings Load(IConfiguration configuration)
    {
        BridgeSettings settings;
        try
        {
            settings = configuration.GetSection("Bridge").Get<BridgeSettings>() ?? new BridgeSettings();
        }
        catch (InvalidOperationException e)
        {
            throw new BadInputException($"The settings cannot be read: {e.InnerException?.Message ?? e.Message} ({e.Message})");
        }
        settings.Postgres = configuration.GetConnectionString("Postgres") ?? "";
        settings.Neo4j.Uri = configuration["NEO4J_URI"] ?? settings.Neo4j.Uri;
        settings.Neo4j.Username = configuration["NEO4J_USERNAME"] ?? settings.Neo4j.Username;
        settings.Neo4j.Password = configuration["NEO4J_PASSWORD"] ?? settings.Neo4j.Password;
        settings.Neo4j.Database = configuration["NEO4J_DATABASE"] ?? settings.Neo4j.Database;
        settings.Validate();
        return settings;
    }

    private void Validate()
    {
        foreach (var (section, value) in new (string, object)[] { ("Rescore", Rescore), ("Graph", Graph), ("Credit", Credit), ("Http", Http) })
        {
            var results = new List<ValidationResult>();
            if (Validator.TryValidateObject(value, new ValidationContext(value), results, validateAllProperties: true)) continue;
            throw new BadInputException($"Bridge__{section}__{results[0].MemberNames.FirstOrDefault()}: {results[0].ErrorMessage}");
        }
    }
}

internal sealed class Neo4jSettings
{
    public string Uri { get; set; } = "http://localhost:7474";
    public string Username { get; set; } = "neo4j";
    public string Password { get; set; } = "";
    public string Database { get; set; } = "neo4j";
}

internal sealed class RescoreSettings
{
    /// <summary>Hours between the starts of two passes; 0 lets every run work.</summary>
    [Range(0, 8784)] public double WindowHours { get; init; } = 24;

    [Range(1, 1_000_000)] public int MaxEdgesPerPass { get; init; } = 10_000;

    /// <summary>The negative delta at or below which an edge is flagged.</summary>
    [Range(-1.0, -double.Epsilon)] public double LargeDecreaseThreshold { get; init; } = -0.3;

    [Range(0.0, 1.0)] public double StableBand { get; init; } = 0.05;

    /// <summary>Folders that scorers may be run from, separated by the platform's path separator, comma or semicolon; empty for any.</summary>
    public string ScorerRoots { get; init; } = "";

    /// <summary>Hosts, or host:port, that scorers may be called at, separated by comma or semicolon; empty for any.</summary>
    public string ScorerHosts { get; init; } = "";

    [Range(1, 86_400)] public int ScorerTimeoutSeconds { get; init; } = 600;
}

internal sealed class GraphSettings
{
    [Required] public string NodeLabel { get; init; } = "KgNode";
    [Required] public string NodeKey { get; init; } = "id";
    [Range(1, 10_000)] public int MaxEdgeTypes { get; init; } = 200;
}

internal sealed class LogSettings
{
    public string Directory { get; init; } = "logs";
}

internal sealed class CreditSettings
{
    [Range(0, 1L << 53)] public long DefaultPoolUtok { get; init; } = 1_000_000;
}

internal sealed class HttpSettings
{
    [Required] public string Urls { get; init; } = "http://127.0.0.1:8088";

    /// <summary>Asked for when the address is not loopback, and for anything that writes.</summary>
    public string ApiKey { get; init; } = "";
}

/// <summary>Cron expressions, empty for off.</summary>
internal sealed class ScheduleSettings
{
    public string Sync { get; init; } = "*/5 * * * *";
    public string Rescore { get; init; } = "0 3 * * *";
    public string Credit { get; init; } = "";
    public string Backfill { get; init; } = "";
    public string Reconcile { get; init; } = "";
    public string TimeZone { get; init; } = "UTC";
}
