using Support;

namespace Hostile.Memory;

/// <summary>Servers whose Neo4j gives a transaction 4 MiB. Community changes that at a start only.</summary>
public sealed class SmallServers : IAsyncLifetime
{
    public ServersFixture Servers { get; } = ServersFixture.WithSettings(("db.memory.transaction.max", "4m"));

    public ValueTask InitializeAsync() => Servers.InitializeAsync();

    public ValueTask DisposeAsync() => Servers.DisposeAsync();
}
