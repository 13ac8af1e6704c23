namespace GraphQueries.Files;

/// <summary>Files that nobody else sees.</summary>
internal static class TemporaryFile
{
    private const int BufferBytes = 64 << 10;

    /// <summary>An empty file whose name is gone already: it goes with the stream, even when the process is killed.</summary>
    public static FileStream Create()
    {
        var path = Path.GetTempFileName();
        var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Delete, BufferBytes, useAsync: false);
        File.Delete(path);
        return file;
    }
}
