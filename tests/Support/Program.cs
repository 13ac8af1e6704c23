// Holds servers until it is killed, which a test does to see what becomes of them.
// Prints the PostgreSQL connection string and the Neo4j address when they are up.
using Bridge.Host.Servers;

await using var servers = await ServerPair.FindAsync(new ServerOptions
{
    Sources = ServerSources.Installed,
    HeapMegabytes = 256,
    PageCacheMegabytes = 32,
});
Console.WriteLine($"{servers.Postgres.ConnectionString}\n{servers.Neo4j.Uri}\n{servers.StopCommand}\nup");
await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
