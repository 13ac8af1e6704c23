using System.Net;
using System.Net.Sockets;

namespace Servers;

/// <summary>Loopback ports that were free a moment ago; whoever binds them must expect to lose the race.</summary>
internal static class FreePorts
{
    private const int Attempts = 3;

    public static int[] Take(int count)
    {
        // Held all at once, so that they differ.
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            foreach (var listener in listeners)
                listener.Start();
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners)
                listener.Dispose();
        }
    }

    /// <summary>Starts a server on free ports, and on others when one of them was taken meanwhile.</summary>
    public static async Task<T> StartAsync<T>(int count, Func<int[], Task<T>> start)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await start(Take(count));
            }
            catch (ServerStartException e) when (e.PortTaken && attempt < Attempts)
            {
            }
        }
    }
}
