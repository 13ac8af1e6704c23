namespace Bridge.Host.Servers;

/// <summary>Directories of temporary server instances.</summary>
internal static class TemporaryDirectory
{
    private const int Attempts = 20;

    public static string Create(string name) => Directory.CreateTempSubdirectory($"graphprovenance-{name}-").FullName;

    /// <summary>Removes it. A killed server's last files may still appear meanwhile, hence the attempts.</summary>
    public static void Remove(string directory)
    {
        for (var attempt = 1; Directory.Exists(directory); attempt++)
        {
            try
            {
                Directory.Delete(directory, recursive: true);
            }
            catch (IOException) when (attempt < Attempts)
            {
                Thread.Yield();
            }
        }
    }
}
