using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GraphSync.ScorerHost;

/// <summary>
/// The kernel's sandbox for processes without rights. Whatever stands in it cannot look into processes outside, their environment
/// included, nor signal them, whoever its user is. Files can be held back besides.
/// </summary>
/// <remarks>See https://docs.kernel.org/userspace-api/landlock.html.</remarks>
internal sealed class Landlock
{
    private const int CreateRuleset = 444;
    private const int AddRule = 445;
    private const int RestrictSelf = 446;
    private const int VersionFlag = 1;
    private const int PathBeneath = 1;
    private const int PathOnly = 0x280000; // O_PATH | O_CLOEXEC

    private const ulong WriteFile = 1 << 1;
    private const ulong ReadFile = 1 << 2;
    private const ulong MakeBlockDevice = 1 << 11;
    private const ulong Refer = 1 << 13;
    private const ulong Truncate = 1 << 14;
    // Removing and making of every kind, devices apart, which no scorer makes.
    private const ulong Change = (1 << 4) | (1 << 5) | (1 << 7) | (1 << 8) | (1 << 9) | (1 << 10) | (1 << 12);
    private const ulong OfFiles = WriteFile | ReadFile | Truncate;
    private const ulong NoSignalsNorAbstractSockets = 3;

    private const int VersionWithTruncate = 3;
    private const int VersionWithScopes = 6;

    private readonly ulong _handled;
    private readonly int _ruleset;

    private Landlock(ulong handled)
    {
        _handled = handled;
        ulong[] attributes = [handled, 0, Version >= VersionWithScopes ? NoSignalsNorAbstractSockets : 0];
        var size = Version >= VersionWithScopes ? 24 : 8;
        _ruleset = (int)Call(CreateRuleset, attributes, size, 0);
    }

    /// <summary>What the kernel offers; 0 or less for nothing.</summary>
    private static int Version { get; } = (int)Call(CreateRuleset, null, 0, VersionFlag);

    /// <summary>Whether writing can be bound to some directories.</summary>
    public static bool BindsWriting => Version >= VersionWithTruncate;

    /// <summary>Shuts this thread, and what it starts, in.</summary>
    /// <param name="withFiles">Whether files are held back, which forbids mounting, too.</param>
    /// <param name="secrets">Files that cannot be read.</param>
    /// <param name="writable">Where alone files can be changed; null for everywhere.</param>
    /// <returns>False where the kernel has no such thing.</returns>
    public static bool TryEnter(bool withFiles, IReadOnlyList<string> secrets, IReadOnlyList<string>? writable)
    {
        if (Version <= 0) return false;
        var reads = withFiles && secrets.Count > 0 ? ReadFile : 0;
        var writes = withFiles && writable is not null ? WriteFile | Truncate | Change : 0;
        var handled = reads | writes;
        // An old kernel wants a right of files to hold back: this one misses nobody.
        if (handled == 0 && Version < VersionWithScopes) handled = MakeBlockDevice;
        if (handled != 0 && Version > 1) handled |= Refer;
        var landlock = new Landlock(handled);
        if (landlock._ruleset < 0) return false;
        using var handle = new SafeFileHandle(landlock._ruleset, ownsHandle: true);
        if (handled != 0) landlock.Allow("/", handled & Refer);
        if (reads != 0) landlock.AllowAllBut(secrets);
        foreach (var directory in writes != 0 ? writable! : []) landlock.Allow(directory, writes);
        return Call(RestrictSelf, landlock._ruleset, 0) == 0;
    }

    // Only what is allowed can be named: so whatever stands beside a secret, and beside the directories that lead to it.
    private void AllowAllBut(IReadOnlyList<string> secrets)
    {
        var ways = secrets.SelectMany(Ways).ToHashSet(StringComparer.Ordinal);
        foreach (var directory in ways.Where(Directory.Exists))
        {
            foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
                if (!ways.Contains(entry.FullName) && entry.LinkTarget is null) Allow(entry.FullName, ReadFile);
        }
    }

    private static IEnumerable<string> Ways(string secret)
    {
        for (var path = secret; path is not null; path = Path.GetDirectoryName(path)) yield return path;
    }

    private void Allow(string path, ulong rights)
    {
        using var opened = new SafeFileHandle(Open(path, PathOnly), ownsHandle: true);
        if (opened.IsInvalid) return;
        var beneath = new Beneath { Rights = rights & _handled, Parent = (int)opened.DangerousGetHandle() };
        if (Call(AddRule, _ruleset, PathBeneath, ref beneath, 0) == 0) return;
        beneath.Rights &= OfFiles; // a file takes no rights of directories
        _ = Call(AddRule, _ruleset, PathBeneath, ref beneath, 0);
    }

    [DllImport("libc", EntryPoint = "syscall")]
    private static extern nint Call(nint number, ulong[]? attributes, nint size, nint flags);

    [DllImport("libc", EntryPoint = "syscall")]
    private static extern nint Call(nint number, nint ruleset, nint type, ref Beneath rule, nint flags);

    [DllImport("libc", EntryPoint = "syscall")]
    private static extern nint Call(nint number, nint ruleset, nint flags);

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Beneath
    {
        public ulong Rights;
        public int Parent;
    }
}
