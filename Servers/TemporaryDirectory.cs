namespace Servers;

/// <summary>Directories of temporary server instances.</summary>
internal static class TemporaryDirectory
{
    private const int Attempts = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static string Create(string name) => Directory.CreateTempSubdirectory($"graphprovenance-{name}-").FullName;

    /// <summary>Removes it. A killed server's last files may still appear meanwhile, hence the attempts.</summary>
    public static async Task RemoveAsync(string directory, TimeProvider time)
    {
        for (var attempt = 1; Directory.Exists(directory); attempt++)
        {
            try
            {
                Directory.Delete(directory, recursive: true);
            }
            catch (IOException) when (attempt < Attempts)
            {
                await Task.Delay(Pause, time);
            }
        }
    }
}
