using Docker.DotNet.Models;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;

namespace Servers;

/// <summary>A server in a container.</summary>
internal sealed class ContainerServer(IContainer container, Uri endpoint) : IServerProcess
{
    private const int TailLines = 20;

    public string StopCommand => $"docker rm --force --volumes {container.Id}";

    public bool HasExited => container.State is TestcontainersStates.Exited or TestcontainersStates.Dead;

    public Task StartAsync(CancellationToken cancellation) => container.StartAsync(cancellation);

    public Task StopAsync(CancellationToken cancellation) => container.StopAsync(cancellation);

    public async Task SignalAsync(string signal, CancellationToken cancellation)
    {
        using var client = new DockerEndpointAuthenticationConfiguration(endpoint).GetDockerClientBuilder(Guid.Empty).Build();
        await client.Containers.KillContainerAsync(
            container.Id, new ContainerKillParameters { Signal = $"SIG{signal}" }, cancellation);
        if (signal == "KILL")
            await client.Containers.WaitContainerAsync(container.Id, cancellation);
    }

    public async Task<string> LogTailAsync(CancellationToken cancellation)
    {
        var (output, error) = await container.GetLogsAsync(ct: cancellation);
        return string.Join('\n', $"{output}\n{error}".Split('\n').TakeLast(TailLines));
    }

    public async Task EndAsync() => await container.DisposeAsync();

    public Task LeaveAsync() => Task.CompletedTask;
}
