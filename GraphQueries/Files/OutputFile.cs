using System.Text;

namespace GraphQueries.Files;

/// <summary>
/// A file to write, under the name that the user gave. A regular file appears whole or not at all: it is written beside its name and
/// renamed, so that neither a kill nor a full disk leaves half of it there, and a file that was there before stays until then. What is
/// no regular file (a device, a pipe, a descriptor such as <c>/dev/stdout</c>) is written straight into, and neither replaced nor
/// removed. A symbolic link stays one: the file that it leads to is written.
/// </summary>
internal sealed class OutputFile : IAsyncDisposable
{
    private const int BufferSize = 64 << 10;

    private readonly string _path;
    private readonly OutputTarget _target;
    private readonly Stream _stream;
    private readonly string? _partial;
    private bool _isClosed;

    private OutputFile(string path, OutputTarget target, Stream stream, string? partial) =>
        (_path, _target, _stream, _partial) = (path, target, stream, partial);

    /// <summary>Whether it will take the place of what stands there; else it is written straight.</summary>
    public bool Replaces => _partial is not null;

    /// <summary>Opens it. A pipe is waited for until somebody reads it.</summary>
    /// <exception cref="IOException">It cannot be written; the message is one line that names it and says what to do.</exception>
    public static async Task<OutputFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            // Opening a pipe blocks, and nothing but its reader ends that.
            return await Task.Run(() => Open(path), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (OutputRefusal.IsOne(e))
        {
            throw OutputRefusal.Of(path, e);
        }
    }

    /// <summary>Whether two names lead to one file.</summary>
    public static bool IsSame(string path, string other)
    {
        try
        {
            return OutputTarget.Of(path) == OutputTarget.Of(other);
        }
        catch (Exception e) when (OutputRefusal.IsOne(e))
        {
            throw OutputRefusal.Of(other, e);
        }
    }

    /// <summary>Writes a whole file.</summary>
    /// <exception cref="IOException">It cannot be written; nothing stands under its name but what stood there before.</exception>
    public static async Task<T> WriteAsync<T>(string path, Func<Stream, Task<T>> write, CancellationToken cancellationToken)
    {
        var file = await OpenAsync(path, cancellationToken).ConfigureAwait(false);
        await using var _ = file.ConfigureAwait(false);
        var result = await file.WriteAsync(write).ConfigureAwait(false);
        await file.CompleteAsync().ConfigureAwait(false);
        return result;
    }

    /// <inheritdoc cref="WriteAsync{T}(string, Func{Stream, Task{T}}, CancellationToken)"/>
    public static Task WriteTextAsync(string path, string text, CancellationToken cancellationToken) => WriteAsync(path, async stream =>
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        return true;
    }, cancellationToken);

    /// <summary>Appends a text in one write, which no other process's divides. The file is made when it is missing.</summary>
    /// <exception cref="IOException">It cannot be written, or is a pipe that nobody reads.</exception>
    public static async Task AppendAsync(string path, ReadOnlyMemory<byte> text)
    {
        try
        {
            var stream = OutputTarget.Of(path).OpenAppending();
            await using var _ = stream.ConfigureAwait(false);
            await stream.WriteAsync(text).ConfigureAwait(false);
            await stream.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (OutputRefusal.IsOne(e))
        {
            throw OutputRefusal.Of(path, e);
        }
    }

    /// <summary>Appends a line to a regular file, unless one that holds a text stands there already: whoever comes second, in whatever
    /// process, finds the line of the first.</summary>
    /// <param name="path">The file; made when it is missing.</param>
    /// <param name="text">What tells the line from all others.</param>
    /// <param name="line">The line, without its end.</param>
    /// <returns>Whether the line stands there now. Null when it is no regular file, so that what stands there cannot be seen; false when
    /// another process is at it. Nothing is written then.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static async Task<bool?> AppendOnceAsync(string path, string text, string line)
    {
        try
        {
            var target = OutputTarget.Of(path);
            if (target.IsWrittenStraight) return null;
            if (UnixFile.TryOpenAlone(target.Path) is not { } stream) return false;
            await using var _ = stream.ConfigureAwait(false);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } present)
                if (present.Contains(text, StringComparison.Ordinal)) return true;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n")).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (OutputRefusal.IsOne(e))
        {
            throw OutputRefusal.Of(path, e);
        }
    }

    /// <summary>Writes a part.</summary>
    /// <exception cref="IOException">The disk is full, or nobody reads the pipe any more.</exception>
    public async Task<T> WriteAsync<T>(Func<Stream, Task<T>> write)
    {
        try
        {
            return await write(_stream).ConfigureAwait(false);
        }
        catch (Exception e) when (OutputRefusal.IsOne(e))
        {
            throw OutputRefusal.Of(_path, e);
        }
    }

    /// <inheritdoc cref="WriteAsync{T}(Func{Stream, Task{T}})"/>
    public Task WriteAsync(Func<Stream, Task> write) => WriteAsync(async stream =>
    {
        await write(stream).ConfigureAwait(false);
        return true;
    });

    /// <summary>Ends it: from now on it stands under its name.</summary>
    /// <exception cref="IOException">The disk is full, or the name may not be given.</exception>
    public Task CompleteAsync() => WriteAsync(async stream =>
    {
        await stream.FlushAsync().ConfigureAwait(false);
        // The name must not come to the disk before the content.
        if (stream is FileStream file && _partial is not null) file.Flush(flushToDisk: true);
        await CloseAsync().ConfigureAwait(false);
        if (_partial is not null) File.Move(_partial, _target.Path, overwrite: true);
    });

    /// <summary>Without <see cref="CompleteAsync"/>, nothing of a regular file stays.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed) return;
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // What could not be written has been told, or is given up.
        }
        if (_partial is not null) File.Delete(_partial);
    }

    private ValueTask CloseAsync()
    {
        _isClosed = true;
        return _stream.DisposeAsync();
    }

    private static OutputFile Open(string path)
    {
        var target = OutputTarget.Of(path);
        if (target.IsWrittenStraight) return new OutputFile(path, target, target.OpenStraight(), null);
        // A name of its own, that nobody can have laid a link under.
        var partial = Path.Combine(Path.GetDirectoryName(target.Path)!, $".{Path.GetRandomFileName()}.partial");
        var mode = target.RequireWritable();
        var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.Read, BufferSize);
        if (mode is { } kept && !OperatingSystem.IsWindows()) File.SetUnixFileMode(stream.SafeFileHandle, kept);
        return new OutputFile(path, target, stream, partial);
    }
}
