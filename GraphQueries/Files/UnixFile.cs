using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GraphQueries.Files;

/// <summary>What .NET does not say of files, and Linux does.</summary>
internal static class UnixFile
{
    private const int WorkingDirectory = -100;
    private const uint TypeOnly = 1;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int WriteOnly = 0x1;
    private const int ReadAndWrite = 0x2;
    private const int Create = 0x40;
    private const int Append = 0x400;
    private const int NoWaiting = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int ReadableByAll = 0x1B6;

    /// <summary>Whether something stands there that is no regular file, such as a device, a pipe or a socket. Elsewhere than on Linux, that
    /// is what lies in <c>/dev</c>.</summary>
    public static bool IsSpecial(string path)
    {
        if (!OperatingSystem.IsLinux()) return path.StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(path);
        var status = new byte[256];
        return Status(WorkingDirectory, path, 0, TypeOnly, status) == 0
            && (BitConverter.ToUInt16(status, ModeOffset) & TypeMask) != RegularType;
    }

    /// <summary>Opens a file, which is made when it is missing, so that each write goes to its end, whoever else writes. A pipe without a
    /// reader is refused and not waited for.</summary>
    public static FileStream OpenAppending(string path)
    {
        if (!OperatingSystem.IsLinux()) return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        return new FileStream(OpenAppending(path, WriteOnly), FileAccess.Write, bufferSize: 0);
    }

    /// <summary>Opens a regular file as <see cref="OpenAppending(string)"/> does, to be read as well, for one process at a time: no other
    /// gets it by this method until it is closed, or its process has ended.</summary>
    /// <returns>Null when another has it.</returns>
    public static FileStream? TryOpenAlone(string path)
    {
        var stream = OperatingSystem.IsLinux()
            ? new FileStream(OpenAppending(path, ReadAndWrite), FileAccess.ReadWrite, bufferSize: 0)
            : new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        try
        {
            // macOS has no such lock.
            if (!OperatingSystem.IsMacOS()) stream.Lock(0, long.MaxValue);
            return stream;
        }
        catch (IOException)
        {
            stream.Dispose();
            return null;
        }
    }

    private static SafeFileHandle OpenAppending(string path, int access)
    {
        var opened = Open(path, access | Create | Append | NoWaiting | CloseOnExec, ReadableByAll);
        if (opened < 0) throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        return new SafeFileHandle(opened, ownsHandle: true);
    }

    // The layout of statx is the same on every processor; that of stat is not.
    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Status(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint wanted,
        [Out] byte[] status);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);
}
