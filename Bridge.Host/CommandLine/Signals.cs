using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Bridge.Host.CommandLine;

/// <summary>What signals do to the process, whatever verb it runs.</summary>
internal static class Signals
{
    private const PosixSignal FileSizeLimit = (PosixSignal)25;

    /// <summary>Holds until it is disposed of.</summary>
    public static IDisposable Handle() => new Registrations();

    private sealed class Registrations : IDisposable
    {
        private readonly List<PosixSignalRegistration> _all = [];
        private int _stops;

        public Registrations()
        {
            foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT])
                _all.Add(PosixSignalRegistration.Create(signal, OnStop));
            // A file that reaches the limit of its size (ulimit -f) is an error of the write; left alone, SIGXFSZ ends the process.
            if (!OperatingSystem.IsWindows()) _all.Add(PosixSignalRegistration.Create(FileSizeLimit, signal => signal.Cancel = true));
        }

        public void Dispose() => _all.ForEach(registration => registration.Dispose());

        /// <summary>The first asks the verb to stop, which System.CommandLine passes on. Who asks again does not wait for it.</summary>
        private void OnStop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            if (Interlocked.Increment(ref _stops) > 1) Process.GetCurrentProcess().Kill();
        }
    }
}
