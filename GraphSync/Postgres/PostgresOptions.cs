namespace GraphSync.Postgres;

/// <summary>Where PostgreSQL is: <c>ConnectionStrings:Postgres</c>.</summary>
public sealed record PostgresOptions
{
    /// <summary>In Npgsql's form, such as <c>Host=…;Database=…;Username=…;Password=…</c>; never logged.</summary>
    /// <value>Default: empty, with which nothing can be opened.</value>
    public string ConnectionString { get; set; } = "";
}
