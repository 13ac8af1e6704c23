using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using GraphSync.ScorerHost;

namespace GraphSync.Rescore.Scoring;

/// <summary>A scorer's child process: started without credentials, under a supervisor where the system is Linux, and ended with all that it
/// started.</summary>
internal sealed class ScorerProcess : IAsyncDisposable
{
    private const int ErrorTailBytes = 4096;

    // Real time: what could not be killed is left behind.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

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
    public static ScorerProcess Start(ScorerProgram program, ScorerOptions options)
    {
        ProcessSecrecy.Ensure();
        try
        {
            return new ScorerProcess(Process.Start(Describe(program, options))!);
        }
        catch (Exception e) when (e is Win32Exception or HostFailureException)
        {
            var remedy = (e as HostFailureException)?.Remedy ?? "See that what it is started with is installed";
            throw new ScoringException($"Scorer {program.Path} could not be started: {e.Message.TrimEnd('.')}. {remedy}.");
        }
    }

    /// <summary>Waits until the program has ended; its exit code.</summary>
    public Task<int> WaitAsync(CancellationToken cancellationToken) => _end.WaitAsync(cancellationToken);

    /// <summary>Ends the program and all that it started; harmless when they have gone.</summary>
    public void Kill()
    {
        if (_end.IsCompleted)
            return;
        if (OperatingSystem.IsLinux())
            _ = Linux.Send(_process.Id, Linux.TerminateSignal); // the supervisor kills
        else
            KillTree();
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
        if (!_end.IsCompleted)
            KillTree();
        _process.StandardOutput.Dispose();
        _process.StandardError.Dispose();
        _process.Dispose();
    }

    private static ProcessStartInfo Describe(ScorerProgram program, ScorerOptions options)
    {
        string[] command = [.. options.ScorerWrapper, .. program.Command];
        var directory = Path.GetDirectoryName(program.Path)!;
        var account = ScorerAccount.Of(options);
        if (OperatingSystem.IsLinux())
        {
            command = [.. HostCommand.Of([EntryPoint.Supervise, .. new SupervisorOrder
            {
                Parent = Environment.ProcessId,
                MemoryBytes = options.ScorerMemoryBytes,
                User = account.User,
                ReachesAsRoot = account.ReachesAsRoot,
                IsWrapped = options.ScorerWrapper.Count > 0,
                Secrets = options.HiddenFiles,
                Directory = directory,
                Command = command,
            }.ToArguments()])];
        }
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        ScorerEnvironment.Reduce(start);
        if (OperatingSystem.IsLinux())
            start.Environment["DOTNET_EnableDiagnostics"] = "0"; // no port through which the supervisor could be led
        return start;
    }

    private async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        return _process.ExitCode;
    }

    private void KillTree()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It is ending by itself.
        }
    }

    private async Task ReadErrorsAsync()
    {
        var (stream, buffer) = (_process.StandardError.BaseStream, new byte[ErrorTailBytes]);
        while (await stream.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var read)
            _errorTail = [.. _errorTail.Concat(buffer.Take(read)).TakeLast(ErrorTailBytes)];
    }
}
