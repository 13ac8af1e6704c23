using System.Globalization;
using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace GraphSync.ScorerHost;

/// <summary>The calls to the kernel that .NET does not have.</summary>
internal static class Linux
{
    public const int KillSignal = 9;
    public const int TerminateSignal = 15;

    private const int SetDumpable = 4;
    private const int SetSecureBits = 28;
    private const int SetChildSubreaper = 36;
    private const int SetNoNewPrivileges = 38;
    private const int CapabilityAmbient = 47;
    private const int Raise = 2;
    private const int NoRootNoFixup = 0x5; // SECBIT_NOROOT | SECBIT_NO_SETUID_FIXUP
    private const int CapabilityVersion = 0x20080522;
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;
    private const int ReadWrite = 2;
    private const int NoHang = 1;

    /// <summary>The pages of memory that the kernel counts in.</summary>
    public static int PageSize { get; } = Environment.SystemPageSize;

    /// <summary>Hides memory, environment and file handles of this process from others of the same user.</summary>
    public static void HideProcess() => _ = Control(SetDumpable, 0, 0, 0, 0);

    /// <summary>Lets orphaned descendants become children of this process.</summary>
    public static bool AdoptOrphans() => Control(SetChildSubreaper, 1, 0, 0, 0) == 0;

    /// <summary>Whatever this thread starts never gains rights, by a setuid program say.</summary>
    public static bool ForbidNewPrivileges() => Control(SetNoNewPrivileges, 1, 0, 0, 0) == 0;

    /// <summary>Leaves this thread, and what it starts as whatever user, the one capability; the <paramref name="meanwhile"/> ones end
    /// with the next program. False when they cannot be had.</summary>
    public static bool KeepOnly(int capability, params int[] meanwhile)
    {
        if (Control(SetSecureBits, NoRootNoFixup, 0, 0, 0) != 0) return false;
        var kept = meanwhile.Append(capability).Aggregate(0, (mask, one) => mask | (1 << one));
        int[] header = [CapabilityVersion, 0];
        int[] sets = [kept, kept, 1 << capability, 0, 0, 0]; // effective, permitted, inheritable; then those above 31
        return SetCapabilities(header, sets) == 0 && Control(CapabilityAmbient, Raise, capability, 0, 0) == 0;
    }

    /// <summary>Lets no open file but stdin, stdout and stderr reach a program that is started.</summary>
    public static void KeepFilesToOneself()
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            var file = int.Parse(Path.GetFileName(entry), CultureInfo.InvariantCulture);
            if (file > 2) _ = ControlFile(file, SetDescriptorFlags, CloseOnExec);
        }
    }

    /// <summary>Gives up stdin and stdout, so that only the program which inherited them holds them.</summary>
    public static void ReleaseStandardStreams()
    {
        var nothing = Open("/dev/null", ReadWrite);
        _ = Duplicate(nothing, 0);
        _ = Duplicate(nothing, 1);
    }

    /// <summary>The process that started this one; another one when that has gone.</summary>
    [DllImport("libc", EntryPoint = "getppid")]
    public static extern int ParentId();

    /// <summary>Sends a signal to a process, or to a group as its negative number.</summary>
    [DllImport("libc", EntryPoint = "kill")]
    public static extern int Send(int process, int signal);

    /// <summary>Takes note of the end of a child, so that nothing is left of it; harmless when it has not ended, or is no child.</summary>
    public static void Reap(int process) => _ = WaitForChild(process, IntPtr.Zero, NoHang);

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int Control(int option, nint a, nint b, nint c, nint d);

    [DllImport("libc", EntryPoint = "capset")]
    private static extern int SetCapabilities(int[] header, int[] sets);

    [DllImport("libc", EntryPoint = "fcntl")]
    private static extern int ControlFile(int file, int command, int value);

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "dup2")]
    private static extern int Duplicate(int file, int onto);

    [DllImport("libc", EntryPoint = "waitpid")]
    private static extern int WaitForChild(int process, IntPtr status, int options);
}
