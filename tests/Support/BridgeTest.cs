using Xunit;

namespace Support;

/// <summary>A test with a bridge of its own, on an empty graph and a fresh database, both migrated.</summary>
public abstract class BridgeTest(ServersFixture servers) : IAsyncLifetime
{
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("bridge-test-").FullName;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected ServersFixture Servers { get; } = servers;

    protected TestBridge Bridge { get; private set; } = null!;

    /// <summary>The bridge's clock; the system's unless a test class has another.</summary>
    protected virtual TimeProvider Time => TimeProvider.System;

    /// <summary>Whether PostgreSQL is migrated, and the graph surely; yes unless a test class says no.</summary>
    protected virtual bool IsMigrated => true;

    /// <summary>A folder for the test's files; gone with it.</summary>
    protected string Folder => _directory;

    public virtual async ValueTask InitializeAsync() => Bridge = await TestBridge.CreateAsync(Servers, Time, IsMigrated);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Bridge.DisposeAsync();
        System.IO.Directory.Delete(_directory, recursive: true);
    }

    /// <summary>The environment in which a process of its own works on the same databases.</summary>
    protected Dictionary<string, string?> Variables(params (string Name, string? Value)[] more)
    {
        var variables = new Dictionary<string, string?>(Bridge.Variables) { ["Bridge__Logs__Directory"] = Folder };
        foreach (var (name, value) in more) variables[name] = value;
        return variables;
    }
}
