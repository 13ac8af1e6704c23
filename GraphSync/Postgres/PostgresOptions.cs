namespace GraphSync.Postgres;

/// <summary>Where PostgreSQL is: <c>ConnectionStrings:Postgres</c>; and the section <c>Bridge:Postgres</c>.</summary>
public sealed record PostgresOptions
{
    /// <summary>In Npgsql's form, such as <c>Host=…;Database=…;Username=…;Password=…</c>; never logged.</summary>
    /// <value>Default: empty, with which nothing can be opened.</value>
    public string ConnectionString { get; set; } = "";

    /// <summary>The role that runs the bridge, where another one migrates: <c>migrate</c> gives it what it needs, and no more.</summary>
    /// <value>Default: empty; one role does both.</value>
    public string RunnerRole { get; set; } = "";
}
