using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Servers;

/// <summary>The official Neo4j Community archive, its checksum verified, in the user's cache.</summary>
internal static class Neo4jDownload
{
    private const string Version = "5.26.30";
    private const string Name = $"neo4j-community-{Version}";

    /// <summary>The unpacked archive's directory, a standard NEO4J_HOME.</summary>
    public static async Task<string> GetAsync(ServerOptions options, Action<string> progress, CancellationToken cancellation)
    {
        // Without these the download would be of no use.
        ChildServer.RefuseWindows();
        Java.Find(options, new Neo4jVersion(Version));
        var home = Path.Combine(options.CacheDirectory, Name);
        if (Directory.Exists(home))
            return home;
        Directory.CreateDirectory(options.CacheDirectory);
        var work = Directory.CreateDirectory(Path.Combine(options.CacheDirectory, $"{Name}.{Guid.NewGuid():n}")).FullName;
        try
        {
            var archive = await DownloadAsync(options, work, progress, cancellation);
            await using var file = File.OpenRead(archive);
            await using var tar = new GZipStream(file, CompressionMode.Decompress);
            await TarFile.ExtractToDirectoryAsync(tar, work, overwriteFiles: false, cancellation);
            // Moved in one step, so that a home that exists is whole; another process may have been quicker.
            if (!Directory.Exists(home))
                Directory.Move(Path.Combine(work, Name), home);
            return home;
        }
        finally
        {
            await TemporaryDirectory.RemoveAsync(work, options.Time);
        }
    }

    private static async Task<string> DownloadAsync(
        ServerOptions options, string directory, Action<string> progress, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(15) };
        var address = new Uri(options.Neo4jArchives, $"{Name}-unix.tar.gz");
        var published = await http.GetStringAsync(new Uri($"{address}.sha256"), cancellation);
        progress($"Neo4j: downloading {address} to {options.CacheDirectory}");
        var path = Path.Combine(directory, "archive.tar.gz");
        await using var file = File.Create(path);
        await using (var body = await http.GetStreamAsync(address, cancellation))
            await body.CopyToAsync(file, cancellation);
        file.Position = 0;
        var actual = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
        var expected = published.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()?.ToLowerInvariant();
        return actual == expected
            ? path
            : throw new ServerStartException($"{address} has the checksum {actual} where {expected} is published; try again");
    }
}
