using GraphSync.ScorerHost;

namespace GraphSync.Rescore.Scoring;

/// <summary>A program that scores.</summary>
/// <param name="Description">As messages and passes call it.</param>
/// <param name="Path">Its file.</param>
/// <param name="Command">What runs it.</param>
internal sealed record ScorerProgram(string Description, string Path, IReadOnlyList<string> Command)
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>A program of the user's; a .py file that the system does not run as it stands goes to python3.</summary>
    /// <exception cref="ScoringException">The system does not run it.</exception>
    public static ScorerProgram Executable(string path)
    {
        var isPython = path.EndsWith(".py", StringComparison.OrdinalIgnoreCase);
        var isRunnable = OperatingSystem.IsWindows() ? !isPython : (File.GetUnixFileMode(path) & Execute) != 0;
        if (!isRunnable && !isPython) throw new ScoringException($"Scorer {path} is not executable: chmod +x it.");
        return new ScorerProgram($"eval.py:{path}", path, isRunnable ? [path] : ["python3", path]);
    }

    /// <summary>A model, run by ONNX Runtime in a process of its own.</summary>
    /// <exception cref="ScoringException">There is nothing to run it with.</exception>
    public static ScorerProgram Onnx(string path)
    {
        var description = $"onnx:{path}";
        try
        {
            return new ScorerProgram(description, path, HostCommand.Of(EntryPoint.Onnx, path));
        }
        catch (HostFailureException e)
        {
            throw new ScoringException($"{description}: {e.Message}. {e.Remedy}.");
        }
    }
}
