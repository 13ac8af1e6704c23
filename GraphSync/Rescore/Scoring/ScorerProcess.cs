using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using GraphSync.Postgres;

namespace GraphSync.Rescore.Scoring;

/// <summary>A scorer's child process: started without credentials, in a session of its own, and killed with all that it started.</summary>
internal sealed class ScorerProcess : IAsyncDisposable
{
    private const int ErrorTailBytes = 4096;
    private const int KillSignal = 9;

    // What a program needs to run, and nothing that could be a secret; the last two are for Windows.
    private static readonly string[] PassedOn = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SystemRoot", "TEMP"];

    // With a session of its own the whole group can be killed, even children whose parent has gone.
    private static readonly string? SetSid = new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);

    // Real time: a daemon that escaped the kill may hold a pipe open for ever.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly Task<int> _end;
    private readonly Task _errors;
    private volatile byte[] _errorTail = [];

    private ScorerProcess(Process process)
    {
        _process = process;
        Answers = new LineReader(process.StandardOutput.BaseStream);
        _errors = Task.Run(ReadErrorsAsync);
        _end = Task.Run(EndAsync);
    }

    /// <summary>The program's stdin.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>The program's stdout.</summary>
    public LineReader Answers { get; }

    /// <summary>Starts the program in its own directory.</summary>
    /// <exception cref="ScoringException">It could not be started.</exception>
    public static ScorerProcess Start(string path)
    {
        string[] command = [.. SetSid is null ? [] : new[] { SetSid }, .. IsRunnable(path) ? [] : new[] { "python3" }, path];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(path),
        };
        foreach (var name in start.Environment.Keys.Except(PassedOn, StringComparer.Ordinal).ToArray())
            start.Environment.Remove(name);
        try
        {
            return new ScorerProcess(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new ScoringException($"Scorer {path} could not be started: {e.Message}. "
                + "Let its first line be one such as #!/usr/bin/env python3, and see that the program named there is installed.");
        }
    }

    /// <summary>True when the system runs the file as it stands; a .py file that it does not goes to python3.</summary>
    public static bool IsRunnable(string path) =>
        OperatingSystem.IsWindows()
            ? !path.EndsWith(".py", StringComparison.OrdinalIgnoreCase)
            : (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    /// <summary>Waits until the program has ended; its exit code.</summary>
    public Task<int> WaitAsync(CancellationToken cancellationToken) => _end.WaitAsync(cancellationToken);

    /// <summary>Kills the program and all that it started; harmless when they have gone.</summary>
    public void Kill()
    {
        if (_end.IsCompleted)
            return;
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It is ending by itself.
        }
        KillGroup();
    }

    /// <summary>The last 4 KB of stderr. Call it after the end or <see cref="Kill"/>, which closes the stream.</summary>
    public async Task<string> ErrorTailAsync()
    {
        await _errors.WaitAsync(Grace, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var tail = _errorTail;
        var start = tail.AsSpan().IndexOfAnyExceptInRange((byte)0x80, (byte)0xBF); // not inside a character
        return start < 0 ? "" : Excerpt.Clean(Encoding.UTF8.GetString(tail.AsSpan(start))).Trim();
    }

    /// <summary>Ends what still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await ((Task)_end).WaitAsync(Grace, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.StandardOutput.Dispose();
        _process.StandardError.Dispose();
        _process.Dispose();
    }

    // What the program leaves behind may hold its pipes open, and would be waited for.
    private async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        KillGroup();
        return _process.ExitCode;
    }

    private void KillGroup()
    {
        if (SetSid is not null)
            _ = SendSignal(-_process.Id, KillSignal);
    }

    private async Task ReadErrorsAsync()
    {
        var (stream, buffer) = (_process.StandardError.BaseStream, new byte[ErrorTailBytes]);
        while (await stream.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var read)
            _errorTail = [.. _errorTail.Concat(buffer.Take(read)).TakeLast(ErrorTailBytes)];
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
