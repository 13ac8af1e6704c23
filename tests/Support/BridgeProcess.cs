using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Support;

/// <summary>What a finished bridge left behind.</summary>
public sealed record BridgeResult(int ExitCode, string Output, string Error);

/// <summary>A <c>bridge.dll</c> as a process of its own, to be watched, paused and killed.</summary>
public sealed class BridgeProcess : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private BridgeProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        Collect(_output, handler => _process.OutputDataReceived += handler);
        Collect(_error, handler => _process.ErrorDataReceived += handler);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The one that was built along, or another such as a published one, which <c>BRIDGE_DLL</c> names.</summary>
    public static string BridgeDll { get; } =
        Environment.GetEnvironmentVariable("BRIDGE_DLL") ?? Path.Combine(AppContext.BaseDirectory, "bridge.dll");

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What it has written to stdout so far.</summary>
    public string Output => Text(_output);

    /// <summary>What it has written to stderr so far.</summary>
    public string Error => Text(_error);

    /// <param name="arguments">The verb and its options.</param>
    /// <param name="variables">Added to this process' environment; null removes one.</param>
    /// <param name="directory">Working directory; the tests' own by default.</param>
    public static BridgeProcess Start(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? variables = null, string? directory = null) =>
        StartProgram(BridgeDll, arguments, variables, directory);

    /// <summary>As a person starts it: its input, output and errors are one terminal, which is read as its output.</summary>
    public static BridgeProcess StartInTerminal(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> variables) => Start(
        "python3", ["-c", "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))", "dotnet", BridgeDll,
            .. arguments], new Dictionary<string, string?>(variables) { ["TERM"] = "xterm-256color", ["NO_COLOR"] = null }, null);

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="TimeoutException">It took longer, five minutes by default; it has been killed.</exception>
    public static async Task<BridgeResult> RunAsync(
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? variables = null,
        string? directory = null,
        TimeSpan? timeout = null,
        CancellationToken cancellation = default)
    {
        await using var bridge = Start(arguments, variables, directory);
        return await bridge.WaitAsync(timeout, cancellation);
    }

    /// <exception cref="TimeoutException">It did not end in time, five minutes by default.</exception>
    public async Task<BridgeResult> WaitAsync(TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        await WithinAsync(timeout, _process.WaitForExitAsync, "end", cancellation);
        return new BridgeResult(_process.ExitCode, Output, Error);
    }

    /// <summary>Waits until stdout or stderr holds a text.</summary>
    /// <exception cref="TimeoutException">The text did not come in time, five minutes by default, or at all.</exception>
    public Task WaitForTextAsync(string text, TimeSpan? timeout = null, CancellationToken cancellation = default) =>
        WithinAsync(timeout, async token =>
        {
            while (!Output.Contains(text, StringComparison.Ordinal) && !Error.Contains(text, StringComparison.Ordinal))
            {
                if (HasExited)
                    throw Timeout($"print '{text}' before it ended");
                await Task.Delay(PollInterval, TimeProvider.System, token);
            }
        }, $"print '{text}'", cancellation);

    /// <summary>SIGKILL.</summary>
    public void Kill() => Send(9);

    /// <summary>SIGINT: Ctrl+C.</summary>
    public void Interrupt() => Send(2);

    /// <summary>SIGTERM: asks it to stop.</summary>
    public void Terminate() => Send(15);

    /// <summary>SIGSTOP: it stands still, whatever it was doing, until <see cref="Resume"/>.</summary>
    public void Pause() => Send(OperatingSystem.IsMacOS() ? 17 : 19);

    /// <summary>SIGCONT.</summary>
    public void Resume() => Send(OperatingSystem.IsMacOS() ? 19 : 18);

    /// <summary>Writes a line to its standard input.</summary>
    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Ends its standard input.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public static BridgeProcess StartProgram(
        string dll, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? variables, string? directory) =>
        Start("dotnet", [dll, .. arguments], variables, directory);

    private static BridgeProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? variables, string? directory)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            // Whoever reads it sees it end when the tests do.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "",
        };
        foreach (var (name, value) in variables ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        return new BridgeProcess(start);
    }

    private static void Collect(StringBuilder text, Action<DataReceivedEventHandler> subscribe) => subscribe((_, line) =>
    {
        if (line.Data is not null)
            lock (text)
                text.Append(line.Data).Append('\n');
    });

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    private async Task WithinAsync(
        TimeSpan? timeout, Func<CancellationToken, Task> wait, string what, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(timeout ?? Until.Deadline, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            await wait(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Timeout($"{what} within {timeout ?? Until.Deadline}");
        }
    }

    private TimeoutException Timeout(string what) =>
        new($"The bridge did not {what}.\nstdout: {Output}\nstderr: {Error}");

    private void Send(int signal)
    {
        if (!_process.HasExited && SendSignal(_process.Id, signal) != 0 && !_process.HasExited)
            throw new InvalidOperationException($"kill: error {Marshal.GetLastPInvokeError()}");
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);
}
