using GraphQueries.Resilience;

namespace GraphQueries.Transport;

/// <summary>This process's login at a Neo4j, of all its connections there.</summary>
internal sealed class ServerLogin(GraphOptions options, TimeProvider time) : IDisposable
{
    /// <summary>The password, and what became of it.</summary>
    public Login<string> Password { get; } =
        new(options.ReadPassword ?? (() => options.Password), refusal => new GraphUnavailableException(refusal), time);

    /// <summary>Where requests that carry it enter.</summary>
    public Door Door { get; } = new();

    public void Dispose() => Door.Dispose();
}
