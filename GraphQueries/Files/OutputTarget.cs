using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace GraphQueries.Files;

/// <summary>What stands under the name of a file to write, links followed.</summary>
/// <param name="Path">In full; the file that a link leads to.</param>
/// <param name="Descriptor">The descriptor of this process that the name means, such as 1 for <c>/dev/stdout</c>; null for none.</param>
internal sealed record OutputTarget(string Path, int? Descriptor)
{
    private const int MostLinks = 40;
    private static readonly string[] DescriptorFolders = ["/dev/fd/", "/proc/self/fd/", $"/proc/{Environment.ProcessId}/fd/"];
    private static readonly string[] StandardStreams = ["/dev/stdin", "/dev/stdout", "/dev/stderr"];

    /// <summary>Whether it is written as it stands: anything that exists but a regular file.</summary>
    public bool IsWrittenStraight => Descriptor is not null || UnixFile.IsSpecial(Path);

    /// <exception cref="IOException">The links go in a circle, or it is a folder.</exception>
    public static OutputTarget Of(string path)
    {
        var target = System.IO.Path.GetFullPath(path);
        for (var links = 0; ; links++)
        {
            // A descriptor looks like a link, too; what it leads to may be open with a position of its own.
            if (DescriptorOf(target) is { } descriptor) return new OutputTarget(target, descriptor);
            if (new FileInfo(target).LinkTarget is not { } link) break;
            if (links == MostLinks) throw new IOException("its symbolic links go in a circle");
            target = System.IO.Path.GetFullPath(link, System.IO.Path.GetDirectoryName(target)!);
        }
        return Directory.Exists(target) ? throw new IOException("it is a folder") : new OutputTarget(target, null);
    }

    /// <summary>Opens what is no regular file.</summary>
    public Stream OpenStraight() => Descriptor switch
    {
        1 => Console.OpenStandardOutput(),
        2 => Console.OpenStandardError(),
        { } other => new FileStream(new SafeFileHandle(other, ownsHandle: false), FileAccess.Write),
        // Others may have it open; it is locked for nobody.
        null => new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite),
    };

    /// <summary>Opens it so that whatever is written goes behind all that others have written by then.</summary>
    public Stream OpenAppending() => Descriptor is null ? UnixFile.OpenAppending(Path) : OpenStraight();

    /// <summary>Makes sure that a file that is about to be replaced may be written.</summary>
    /// <returns>Its mode, which the new one gets; null when there is none.</returns>
    public UnixFileMode? RequireWritable()
    {
        if (!File.Exists(Path)) return null;
        using var present = File.OpenHandle(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        return OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(present);
    }

    private static int? DescriptorOf(string path)
    {
        if (Array.IndexOf(StandardStreams, path) is >= 0 and var standard) return standard;
        var folder = DescriptorFolders.FirstOrDefault(folder => path.StartsWith(folder, StringComparison.Ordinal));
        if (folder is null) return null;
        return int.TryParse(path.AsSpan(folder.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
